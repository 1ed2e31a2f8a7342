using System.Text.Json;
using Chat.Http;
using Llama;

namespace Chat.Metering;

/// <summary>Reads the token counts in the model's own response bodies and chunks.</summary>
internal static class NativeTokens
{
    /// <summary>The count up to this chunk: the first chunk has the prompt's tokens, each one the generated tokens.</summary>
    /// <returns>Null if there has been no count so far.</returns>
    /// <exception cref="ProblemException">Not a JSON object, so its cost is unknown.</exception>
    public static TokenUsage? Read(ReadOnlyMemory<byte> json, TokenUsage? soFar)
    {
        try
        {
            using var body = JsonDocument.Parse(json);
            var (prompt, completion) = (Number(body.RootElement, "prompt_token_count"), Number(body.RootElement, "generation_token_count"));

            return body.RootElement.ValueKind != JsonValueKind.Object ? throw IsNotTheModels(cause: null)
                : prompt is null && completion is null ? soFar
                : new(prompt ?? soFar?.PromptTokens ?? 0, completion ?? soFar?.CompletionTokens ?? 0);
        }
        catch (JsonException malformed)
        {
            throw IsNotTheModels(malformed);
        }
    }

    private static ProblemException IsNotTheModels(Exception? cause) =>
        new(ProblemKind.ModelError, "The model's answer is not a JSON object.", cause);

    private static int? Number(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object
        && body.TryGetProperty(name, out var number)
        && number.ValueKind == JsonValueKind.Number
        && number.TryGetInt32(out var count)
            ? count
            : null;
}

using System.Text.Json;
using Chat.Http;
using Llama;

namespace Chat.Metering;

/// <summary>Reads what the model's own response bodies and chunks report.</summary>
internal static class NativeAnswer
{
    /// <summary>What is known up to this chunk: the first chunk has the prompt's tokens, each one the generated tokens.</summary>
    /// <exception cref="ProblemException">Not a JSON object, so its cost is unknown.</exception>
    public static AnswerPart Read(ModelJson answer, TokenUsage? soFar)
    {
        try
        {
            using var body = JsonDocument.Parse(answer.Utf8);
            var (prompt, completion) = (Number(body.RootElement, "prompt_token_count"), Number(body.RootElement, "generation_token_count"));

            return body.RootElement.ValueKind != JsonValueKind.Object
                ? throw IsNotTheModels(cause: null)
                : new(
                    prompt is null && completion is null
                        ? soFar
                        : new(prompt ?? soFar?.PromptTokens ?? 0, completion ?? soFar?.CompletionTokens ?? 0),
                    answer.Region,
                    HasIntervened(body.RootElement) ? GuardrailAction.Intervened : GuardrailAction.None
                );
        }
        catch (JsonException malformed)
        {
            throw IsNotTheModels(malformed);
        }
    }

    /// <summary>The text in a body or chunk; empty if it has none.</summary>
    public static string TextOf(ModelJson answer)
    {
        using var body = JsonDocument.Parse(answer.Utf8);

        return body.RootElement.TryGetProperty("generation", out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : "";
    }

    private static ProblemException IsNotTheModels(Exception? cause) =>
        new(ProblemKind.ModelError, "The model's answer is not a JSON object.", cause);

    private static bool HasIntervened(JsonElement body) =>
        body.TryGetProperty("amazon-bedrock-guardrailAction", out var action)
        && action.ValueKind == JsonValueKind.String
        && !action.ValueEquals("NONE");

    private static int? Number(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object
        && body.TryGetProperty(name, out var number)
        && number.ValueKind == JsonValueKind.Number
        && number.TryGetInt32(out var count)
            ? count
            : null;
}

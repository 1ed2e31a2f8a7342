using System.Text.Json;
using Llama;
using LocalCloud.Bedrock.Models;
using LocalCloud.Bedrock.Wire;
using LocalCloud.Settings;

namespace LocalCloud.Bedrock.Converse;

/// <summary>The request of CountTokens: the body of an InvokeModel, or the messages of a Converse.</summary>
internal static class CountTokensBody
{
    /// <exception cref="BedrockException">Neither of the two, or wrong.</exception>
    public static int Count(ReadOnlyMemory<byte> body, LlamaModel model, TagReading tags)
    {
        using var document = ConverseBody.ParseObject(body);
        if (!document.RootElement.TryGetProperty("input", out var input) || input.ValueKind != JsonValueKind.Object)
        {
            throw BedrockException.Validation(
                "1 validation error detected: Value at 'input' failed to satisfy constraint: Member must not be null"
            );
        }

        if (input.TryGetProperty("converse", out var converse))
        {
            return GenerationRequest.CountTokens(ConverseBody.ReadPrompt(converse, model), model, tags);
        }

        return
            input.TryGetProperty("invokeModel", out var invoke)
            && invoke.ValueKind == JsonValueKind.Object
            && invoke.TryGetProperty("body", out var base64)
            && base64.ValueKind == JsonValueKind.String
            && base64.TryGetBytesFromBase64(out var bytes)
            ? CountBody(bytes, model, tags)
            : throw BedrockException.Validation("input must have converse, or invokeModel with a body in base64.");
    }

    private static int CountBody(byte[] body, LlamaModel model, TagReading tags)
    {
        using var document = ConverseBody.ParseObject(body);

        return GenerationRequest.CountTokens(GenerationRequest.ReadPrompt(document.RootElement), model, tags);
    }
}

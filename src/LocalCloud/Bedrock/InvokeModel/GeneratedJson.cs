using System.Text.Json;
using LocalCloud.Bedrock.Models;
using LocalCloud.Bedrock.Wire;

namespace LocalCloud.Bedrock.InvokeModel;

/// <summary>Writes answers in the model's own JSON, whole or in chunks.</summary>
internal static class GeneratedJson
{
    public static byte[] Whole(Generation answer) =>
        WireJson.Object(json =>
        {
            WriteGeneration(json, answer, answer.PromptTokens);
            answer.Guardrail?.WriteTo(json);
        });

    /// <summary>Writes a chunk. Only the first has the prompt's token count, only the last one the metrics.</summary>
    public static byte[] Chunk(Generation piece, bool isFirst, TimeSpan firstByte, TimeSpan elapsed) =>
        WireJson.Object(json =>
        {
            WriteGeneration(json, piece, isFirst ? piece.PromptTokens : null);
            piece.Guardrail?.WriteTo(json);
            // A guardrail that blocks sends neither a stop reason nor metrics.
            if (piece.StopReason is null)
            {
                return;
            }

            json.WriteStartObject("amazon-bedrock-invocationMetrics");
            json.WriteNumber("inputTokenCount", piece.PromptTokens);
            json.WriteNumber("outputTokenCount", piece.GeneratedTokens);
            json.WriteNumber("invocationLatency", (long)elapsed.TotalMilliseconds);
            json.WriteNumber("firstByteLatency", (long)firstByte.TotalMilliseconds);
            json.WriteEndObject();
        });

    private static void WriteGeneration(Utf8JsonWriter json, Generation generation, int? promptTokens)
    {
        var isCounted = generation.PromptTokens > 0;
        json.WriteString("generation", generation.Text);
        WriteCount(json, "prompt_token_count", isCounted ? promptTokens : null);
        WriteCount(json, "generation_token_count", isCounted ? generation.GeneratedTokens : null);
        json.WriteString("stop_reason", generation.StopReason);
    }

    private static void WriteCount(Utf8JsonWriter json, string name, int? count)
    {
        if (count is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}

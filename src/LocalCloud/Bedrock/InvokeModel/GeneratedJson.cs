using System.Buffers;
using System.Text.Json;
using LocalCloud.Bedrock.Models;

namespace LocalCloud.Bedrock.InvokeModel;

/// <summary>Writes answers in the model's own JSON, whole or in chunks.</summary>
internal static class GeneratedJson
{
    public static byte[] Whole(Generation answer) =>
        Write(json =>
        {
            WriteGeneration(json, answer, answer.PromptTokens);
            answer.Guardrail?.WriteTo(json);
        });

    /// <summary>Writes a chunk. Only the first has the prompt's token count, only the last one the metrics.</summary>
    public static byte[] Chunk(Generation piece, bool isFirst, TimeSpan firstByte, TimeSpan elapsed) =>
        Write(json =>
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

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}

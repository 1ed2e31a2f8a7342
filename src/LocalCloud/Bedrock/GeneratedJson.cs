using System.Buffers;
using System.Text.Json;

namespace LocalCloud.Bedrock;

/// <summary>The model's own JSON: a whole answer, or a chunk of one.</summary>
internal static class GeneratedJson
{
    public static byte[] Whole(Generation answer, bool guarded) => Write(json =>
    {
        WriteGeneration(json, answer, answer.PromptTokens);
        if (guarded)
            json.WriteString("amazon-bedrock-guardrailAction", "NONE");
    });

    /// <summary>Only the first chunk has the prompt's token count, only the last one the metrics.</summary>
    public static byte[] Chunk(Generation piece, bool isFirst, TimeSpan firstByte, TimeSpan elapsed, bool guarded) => Write(json =>
    {
        WriteGeneration(json, piece, isFirst ? piece.PromptTokens : null);
        if (piece.StopReason is null)
            return;

        if (guarded)
            json.WriteString("amazon-bedrock-guardrailAction", "NONE");

        json.WriteStartObject("amazon-bedrock-invocationMetrics");
        json.WriteNumber("inputTokenCount", piece.PromptTokens);
        json.WriteNumber("outputTokenCount", piece.GeneratedTokens);
        json.WriteNumber("invocationLatency", (long)elapsed.TotalMilliseconds);
        json.WriteNumber("firstByteLatency", (long)firstByte.TotalMilliseconds);
        json.WriteEndObject();
    });

    private static void WriteGeneration(Utf8JsonWriter json, Generation generation, int? promptTokens)
    {
        json.WriteString("generation", generation.Text);
        if (promptTokens is { } count)
            json.WriteNumber("prompt_token_count", count);
        else
            json.WriteNull("prompt_token_count");

        json.WriteNumber("generation_token_count", generation.GeneratedTokens);
        json.WriteString("stop_reason", generation.StopReason);
    }

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}

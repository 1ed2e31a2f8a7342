using System.Text.Json;

namespace Llama.Streaming;

/// <summary>A response body or a chunk of a streamed one, which have the same fields. Unknown fields are ignored.</summary>
/// <param name="Text">The complete characters of the text.</param>
/// <param name="PromptTokens">Present in the first chunk.</param>
/// <param name="CompletionTokens">Present in each chunk: the count so far.</param>
/// <param name="StopReason">Present in the last chunk only.</param>
/// <param name="Guardrail">What a guardrail did, if the chunk reports it.</param>
internal readonly record struct GenerationChunk(
    string Text,
    int? PromptTokens,
    int? CompletionTokens,
    StopReason? StopReason,
    GuardrailAction? Guardrail = null
)
{
    /// <exception cref="JsonException">Not a valid chunk.</exception>
    public static GenerationChunk Parse(ReadOnlySpan<byte> json, GenerationText text)
    {
        Utf8JsonReader reader = new(json);
        GenerationChunk chunk = new("", null, null, null);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A chunk must be a JSON object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            chunk = chunk.With(ref reader, text);
        }

        // Throws if anything follows the object, because text would be lost.
        reader.Read();
        return chunk;
    }

    /// <exception cref="LlamaException">Not a valid chunk.</exception>
    public static GenerationChunk Parse(ReadOnlySpan<byte> json, GenerationText text, LlamaError otherwise)
    {
        try
        {
            return Parse(json, text);
        }
        catch (JsonException malformed)
        {
            throw LlamaException.Of(otherwise, "The model answered something that is not JSON of the known form.", malformed);
        }
    }

    private GenerationChunk With(ref Utf8JsonReader reader, GenerationText text)
    {
        if (reader.ValueTextEquals("generation"u8))
        {
            return this with { Text = JsonStrings.Read(ref reader) ? text.Append(reader.ValueSpan) : "" };
        }

        if (reader.ValueTextEquals("prompt_token_count"u8))
        {
            return this with { PromptTokens = ReadInteger(ref reader) ?? PromptTokens };
        }

        if (reader.ValueTextEquals("generation_token_count"u8))
        {
            return this with { CompletionTokens = ReadInteger(ref reader) ?? CompletionTokens };
        }

        if (reader.ValueTextEquals("stop_reason"u8))
        {
            return this with { StopReason = ReadStopReason(ref reader) };
        }

        if (reader.ValueTextEquals("amazon-bedrock-guardrailAction"u8))
        {
            return this with { Guardrail = GuardrailJson.Worse(Guardrail, GuardrailJson.ReadAction(ref reader)) };
        }

        if (reader.ValueTextEquals("amazon-bedrock-trace"u8))
        {
            return this with { Guardrail = GuardrailJson.Worse(Guardrail, GuardrailJson.ReadTrace(ref reader)) };
        }

        return reader.ValueTextEquals("amazon-bedrock-invocationMetrics"u8) ? WithMetrics(ref reader) : Skip(ref reader);
    }

    // The counts in a guardrail's message are null; the metrics contain what the model used.
    private GenerationChunk WithMetrics(ref Utf8JsonReader reader)
    {
        var chunk = this;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return Skip(ref reader);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            chunk =
                reader.ValueTextEquals("inputTokenCount"u8) ? chunk with { PromptTokens = chunk.PromptTokens ?? ReadInteger(ref reader) }
                : reader.ValueTextEquals("outputTokenCount"u8)
                    ? chunk with
                    {
                        CompletionTokens = chunk.CompletionTokens ?? ReadInteger(ref reader),
                    }
                : chunk;

            // Skips a value that was not read.
            reader.Skip();
        }

        return chunk;
    }

    private GenerationChunk Skip(ref Utf8JsonReader reader)
    {
        reader.Skip();
        return this;
    }

    private static int? ReadInteger(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Null ? null
        : reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) ? number
        : throw new JsonException("An integer was expected.");

    // Any reason except length, known or unknown, means that the model ended by itself.
    private static StopReason? ReadStopReason(ref Utf8JsonReader reader) =>
        !JsonStrings.Read(ref reader) ? null
        : reader.ValueTextEquals("length"u8) ? Llama.StopReason.Length
        : Llama.StopReason.Stop;
}

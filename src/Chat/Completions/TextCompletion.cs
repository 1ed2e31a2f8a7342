using System.Text.Json.Serialization;
using Chat.Http;

namespace Chat.Completions;

/// <summary>The answer of OpenAI's legacy completions; the events of its stream are of the same shape.</summary>
internal sealed record TextCompletion(
    string Id,
    string Object,
    long Created,
    string Model,
    IReadOnlyList<TextChoice> Choices,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Usage? Usage
)
{
    /// <summary>Why the stream ends here, with the finish reason <c>error</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OpenAIError? Error { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GuardrailBody? Guardrail { get; init; }
}

internal sealed record TextChoice(string Text, int Index, string? Logprobs, string? FinishReason);

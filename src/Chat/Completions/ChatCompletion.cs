using System.Text.Json.Serialization;
using Chat.Http;
using Chat.Knowledge;

namespace Chat.Completions;

/// <summary>
/// OpenAI's answer, with the cost as an extra field, and with the guardrail's action and the retrieval's outcome if there are any.
/// </summary>
internal sealed record ChatCompletion(string Id, string Object, long Created, string Model, IReadOnlyList<ChatChoice> Choices, Usage Usage)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GuardrailBody? Guardrail { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Retrieval { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Citation>? Citations { get; init; }
}

/// <summary>One choice. Log probabilities and refusals are not supported, but OpenAI's clients expect the fields, as null.</summary>
internal sealed record ChatChoice(int Index, ChatMessage Message, string? Logprobs, string FinishReason);

internal sealed record ChatMessage(string Role, string Content, string? Refusal = null);

/// <summary>
/// One event of OpenAI's stream. The usage is present only if it was requested; the guardrail's action and the retrieval's outcome come
/// with the finish reason.
/// </summary>
internal sealed record ChatCompletionChunk(
    string Id,
    string Object,
    long Created,
    string Model,
    IReadOnlyList<ChunkChoice> Choices,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Usage? Usage
)
{
    /// <summary>Why the stream ends here, with the finish reason <c>error</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OpenAIError? Error { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GuardrailBody? Guardrail { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Retrieval { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Citation>? Citations { get; init; }
}

internal sealed record ChunkChoice(int Index, ChatDelta Delta, string? Logprobs, string? FinishReason);

internal sealed record ChatDelta(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Role,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Content
);

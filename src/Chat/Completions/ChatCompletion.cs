using System.Text.Json.Serialization;

namespace Chat.Completions;

/// <summary>OpenAI's answer, with two fields more: the cost, and what a guardrail did.</summary>
internal sealed record ChatCompletion(
    string Id,
    string Object,
    long Created,
    string Model,
    IReadOnlyList<ChatChoice> Choices,
    Usage Usage,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] GuardrailBody? Guardrail);

internal sealed record ChatChoice(int Index, ChatMessage Message, object? Logprobs, string FinishReason);

internal sealed record ChatMessage(string Role, string Content, object? Refusal = null);

/// <summary>One event of OpenAI's stream; the usage is there only where it was asked for, the guardrail only at the finish.</summary>
internal sealed record ChatCompletionChunk(
    string Id,
    string Object,
    long Created,
    string Model,
    IReadOnlyList<ChunkChoice> Choices,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Usage? Usage,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] GuardrailBody? Guardrail);

internal sealed record ChunkChoice(int Index, ChatDelta Delta, object? Logprobs, string? FinishReason);

internal sealed record ChatDelta(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Role,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Content);

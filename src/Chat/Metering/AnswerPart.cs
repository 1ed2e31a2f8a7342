using Llama;

namespace Chat.Metering;

/// <summary>The counts in a part of an answer: an item of a stream, or all of it.</summary>
/// <param name="Tokens">The tokens billed up to and including it; null if there has been no count so far.</param>
/// <param name="Region">The region that answers, if it is known.</param>
/// <param name="Guardrail">What a guardrail did so far.</param>
/// <param name="IsLast">Whether the answer is whole with it.</param>
internal readonly record struct AnswerPart(
    TokenUsage? Tokens,
    string? Region = null,
    GuardrailAction Guardrail = GuardrailAction.None,
    bool IsLast = false
);

namespace Llama;

/// <summary>Why a generation ended.</summary>
public enum StopReason
{
    /// <summary>The model had finished, or a stop sequence was met.</summary>
    Stop,

    /// <summary><see cref="InferenceParameters.MaxGenLen"/> or the context window was reached.</summary>
    Length,

    /// <summary>
    /// A guardrail blocked the prompt or the answer, or may have done so: the text is not to be taken for the model's.
    /// </summary>
    Guardrail,
}

/// <summary>What a stream tells: any number of <see cref="Text"/>, then one <see cref="Completed"/>.</summary>
public abstract record ChatEvent
{
    private ChatEvent() { }

    /// <summary>The region that answers; null where the client does not know its own.</summary>
    public string? Region { get; init; }

    /// <summary>The next piece of the answer.</summary>
    /// <param name="Value">Never empty, and never half a character.</param>
    /// <param name="Usage">The tokens billed up to and including this piece, as far as Bedrock has told.</param>
    /// <param name="Guardrail">
    /// What a guardrail did up to and including this piece, as far as Bedrock has told. It may tell only at the end:
    /// text that was passed on before stays passed on.
    /// </param>
    public sealed record Text(string Value, TokenUsage Usage, GuardrailAction Guardrail = GuardrailAction.None) : ChatEvent;

    /// <summary>The answer is whole.</summary>
    /// <param name="StopReason">Why it ended.</param>
    /// <param name="Usage">
    /// The tokens billed, as far as Bedrock told. They are 0 where a guardrail blocked the prompt: the model was not
    /// asked then.
    /// </param>
    /// <param name="Guardrail">What a guardrail did.</param>
    public sealed record Completed(StopReason StopReason, TokenUsage Usage, GuardrailAction Guardrail = GuardrailAction.None) : ChatEvent;
}

/// <summary>An answer received whole.</summary>
/// <param name="Text">What the model said, as it said it; or the message of a guardrail that blocked.</param>
/// <param name="StopReason">Why it ended.</param>
/// <param name="Usage">The tokens billed, as far as Bedrock told.</param>
/// <param name="Guardrail">What a guardrail did.</param>
public sealed record Completion(string Text, StopReason StopReason, TokenUsage Usage, GuardrailAction Guardrail = GuardrailAction.None)
{
    /// <summary>The region that answered; null where the client does not know its own.</summary>
    public string? Region { get; init; }
}

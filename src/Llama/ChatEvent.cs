namespace Llama;

/// <summary>Why a generation ended.</summary>
public enum StopReason
{
    /// <summary>The model had finished, or a stop sequence was met.</summary>
    Stop,

    /// <summary><see cref="InferenceParameters.MaxGenLen"/> or the context window was reached.</summary>
    Length,

    /// <summary>
    /// A guardrail blocked the prompt or the answer, or may have: do not treat the text as the model's.
    /// </summary>
    Guardrail,
}

/// <summary>An event of a stream: any number of <see cref="Text"/>, then one <see cref="Completed"/>.</summary>
public abstract record ChatEvent
{
    private ChatEvent() { }

    /// <summary>The region that answers; null if the client does not know it.</summary>
    public string? Region { get; init; }

    /// <summary>The next piece of the answer.</summary>
    /// <param name="Value">Never empty, and never half a character.</param>
    /// <param name="Usage">The tokens billed up to and including this piece, as far as Bedrock has reported them.</param>
    /// <param name="Guardrail">
    /// What a guardrail did up to and including this piece, as far as Bedrock has reported it. It may report only at the end, when
    /// earlier text has already been passed on.
    /// </param>
    public sealed record Text(string Value, TokenUsage Usage, GuardrailAction Guardrail = GuardrailAction.None) : ChatEvent;

    /// <summary>The end of a complete answer.</summary>
    /// <param name="StopReason">Why it ended.</param>
    /// <param name="Usage">
    /// The tokens billed, as far as Bedrock reported them. 0 if a guardrail blocked the prompt, because the model was not called.
    /// </param>
    /// <param name="Guardrail">What a guardrail did.</param>
    public sealed record Completed(StopReason StopReason, TokenUsage Usage, GuardrailAction Guardrail = GuardrailAction.None) : ChatEvent;
}

/// <summary>A complete answer.</summary>
/// <param name="Text">The model's text, unchanged; or the message of a guardrail that blocked.</param>
/// <param name="StopReason">Why it ended.</param>
/// <param name="Usage">The tokens billed, as far as Bedrock reported them.</param>
/// <param name="Guardrail">What a guardrail did.</param>
public sealed record Completion(string Text, StopReason StopReason, TokenUsage Usage, GuardrailAction Guardrail = GuardrailAction.None)
{
    /// <summary>The region that answered; null if the client does not know it.</summary>
    public string? Region { get; init; }
}

namespace Llama;

/// <summary>What a guardrail did to an answer, in order of severity.</summary>
public enum GuardrailAction
{
    /// <summary>Nothing, or there was no guardrail.</summary>
    None,

    /// <summary>It intervened, and Bedrock did not report how: the text may be the guardrail's message instead of the model's.</summary>
    Intervened,

    /// <summary>It masked parts of the prompt or of the answer; all other words are the model's.</summary>
    Anonymized,

    /// <summary>
    /// It blocked the prompt or the answer: the text is, or ends with, the message configured in the guardrail.
    /// </summary>
    Blocked,
}

namespace Llama;

/// <summary>What a guardrail did to an answer, each worse than the one before it.</summary>
public enum GuardrailAction
{
    /// <summary>Nothing, or there was none.</summary>
    None,

    /// <summary>It stepped in, and Bedrock did not tell how: the text may be the guardrail's and not the model's.</summary>
    Intervened,

    /// <summary>It masked parts of the prompt or of the answer; the words are the model's but for those.</summary>
    Anonymized,

    /// <summary>
    /// It blocked the prompt or the answer: the text is, or ends with, the message that the guardrail is configured with.
    /// </summary>
    Blocked,
}

using Llama;

namespace Chat.Http;

/// <summary>A guardrail's intervention, as it appears in answers.</summary>
/// <param name="Action">Bedrock's value of the action.</param>
/// <param name="Blocked">True if the answer is the guardrail's message; false if parts are masked; null if Bedrock does not report
/// it.</param>
internal sealed record GuardrailBody(string Action, bool? Blocked)
{
    /// <returns>Null if the guardrail did not intervene.</returns>
    public static GuardrailBody? Of(GuardrailAction action) =>
        action switch
        {
            GuardrailAction.None => null,
            GuardrailAction.Blocked => new("INTERVENED", Blocked: true),
            GuardrailAction.Anonymized => new("INTERVENED", Blocked: false),
            _ => new("INTERVENED", Blocked: null),
        };
}

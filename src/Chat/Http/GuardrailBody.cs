using Llama;

namespace Chat.Http;

/// <summary>That a guardrail stepped in, as every route tells it.</summary>
/// <param name="Action">Bedrock's own word.</param>
/// <param name="Blocked">Whether the answer is the guardrail's message; if not, parts are masked. Null where Bedrock did not tell.</param>
internal sealed record GuardrailBody(string Action, bool? Blocked)
{
    /// <returns>Null if it did nothing.</returns>
    public static GuardrailBody? Of(GuardrailAction action) =>
        action switch
        {
            GuardrailAction.None => null,
            GuardrailAction.Blocked => new("INTERVENED", Blocked: true),
            GuardrailAction.Anonymized => new("INTERVENED", Blocked: false),
            _ => new("INTERVENED", Blocked: null),
        };
}

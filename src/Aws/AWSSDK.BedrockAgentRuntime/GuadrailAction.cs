using Amazon.Runtime;

namespace Amazon.BedrockAgentRuntime;

/// <summary>Whether a guardrail intervened. The spelling is the published one.</summary>
public class GuadrailAction(string value) : ConstantClass(value)
{
    public static readonly GuadrailAction INTERVENED = new("INTERVENED");
    public static readonly GuadrailAction NONE = new("NONE");

    public static GuadrailAction? FindValue(string? value) => FindValue<GuadrailAction>(value);

    public static implicit operator GuadrailAction?(string? value) => FindValue(value);
}

using Amazon.Runtime;

namespace Amazon.BedrockRuntime;

/// <summary>Whether the answer contains the guardrail's trace.</summary>
public class Trace(string value) : ConstantClass(value)
{
    public static readonly Trace DISABLED = new("DISABLED");
    public static readonly Trace ENABLED = new("ENABLED");
    public static readonly Trace ENABLED_FULL = new("ENABLED_FULL");

    public static Trace? FindValue(string? value) => FindValue<Trace>(value);

    public static implicit operator Trace?(string? value) => FindValue(value);
}

using Amazon.Runtime;

namespace Amazon.BedrockRuntime;

/// <summary>Which latency the model is run for.</summary>
public class PerformanceConfigLatency(string value) : ConstantClass(value)
{
    public static readonly PerformanceConfigLatency Optimized = new("optimized");
    public static readonly PerformanceConfigLatency Standard = new("standard");

    public static PerformanceConfigLatency? FindValue(string? value) => FindValue<PerformanceConfigLatency>(value);

    public static implicit operator PerformanceConfigLatency?(string? value) => FindValue(value);
}

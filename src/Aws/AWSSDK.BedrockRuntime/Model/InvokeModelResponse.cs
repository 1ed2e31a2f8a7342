using Amazon.Runtime;

namespace Amazon.BedrockRuntime.Model;

/// <summary>The model's own answer, as bytes.</summary>
public class InvokeModelResponse : AmazonWebServiceResponse
{
    public MemoryStream Body { get; set; } = null!;

    public string? ContentType { get; set; }

    public PerformanceConfigLatency? PerformanceConfigLatency { get; set; }
}

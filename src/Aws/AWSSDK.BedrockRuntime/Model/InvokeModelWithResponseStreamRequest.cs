using Amazon.BedrockRuntime.Internal;

namespace Amazon.BedrockRuntime.Model;

/// <summary>
/// Asks a model for one answer, in pieces as it is generated. <see cref="Body"/> is the model's own JSON, at most 25,000,000 bytes.
/// </summary>
public class InvokeModelWithResponseStreamRequest : AmazonBedrockRuntimeRequest, IInvocation
{
    public string? Accept { get; set; }

    public MemoryStream? Body { get; set; }

    public string? ContentType { get; set; }

    /// <summary>A guardrail's id or ARN; refused by the service without <see cref="GuardrailVersion"/>.</summary>
    public string? GuardrailIdentifier { get; set; }

    /// <summary>A number or <c>DRAFT</c>.</summary>
    public string? GuardrailVersion { get; set; }

    /// <summary>A model id, or the ARN of a foundation, provisioned or imported model.</summary>
    public string? ModelId { get; set; }

    public PerformanceConfigLatency? PerformanceConfigLatency { get; set; }

    public Trace? Trace { get; set; }
}

namespace Amazon.BedrockRuntime.Internal;

/// <summary>What the two invoke operations have in common.</summary>
internal interface IInvocation
{
    string? Accept { get; }

    MemoryStream? Body { get; }

    string? ContentType { get; }

    string? GuardrailIdentifier { get; }

    string? GuardrailVersion { get; }

    string? ModelId { get; }

    PerformanceConfigLatency? PerformanceConfigLatency { get; }

    Trace? Trace { get; }
}

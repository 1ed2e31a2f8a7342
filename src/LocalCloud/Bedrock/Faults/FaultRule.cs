using System.Text.Json;
using System.Text.Json.Serialization;
using LocalCloud.Bedrock.Wire;

namespace LocalCloud.Bedrock.Faults;

/// <summary>Which invocations fail, how, and how often. A missing condition matches everything.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record FaultRule
{
    public required FaultKind Fault { get; init; }

    /// <summary>The number of further invocations; all if missing.</summary>
    public int? Times { get; init; }

    public string? WhenPromptContains { get; init; }

    public string? Region { get; init; }

    /// <summary>InvokeModel, InvokeModelWithResponseStream or Retrieve; if missing, the two of the model.</summary>
    public string? Operation { get; init; }

    /// <summary>For Retrieve, the knowledge base's id; <see cref="WhenPromptContains"/> then applies to the query.</summary>
    public string? Model { get; init; }

    /// <summary>
    /// For faults in a stream: the number of chunks before the fault, 1 by default. For guardrail_blocks: the number of chunks before the
    /// answer is blocked; without it, the prompt is blocked.
    /// </summary>
    public int? AfterChunks { get; init; }

    /// <summary>For slow_first_token, and for a slow Retrieve; 5,000 by default.</summary>
    public int? DelayMs { get; init; }

    /// <summary>For fail_mid_stream: the exception's name in the stream; by default the first of <see cref="StreamExceptions"/>.</summary>
    public string? Exception { get; init; }

    public static IReadOnlyList<string> StreamExceptions { get; } =
    [
        "modelStreamErrorException",
        "internalServerException",
        "validationException",
        "throttlingException",
        "modelTimeoutException",
        "serviceUnavailableException",
    ];

    private static readonly FaultKind[] _ofRetrieve =
    [
        FaultKind.Throttle,
        FaultKind.AccessDenied,
        FaultKind.Unavailable,
        FaultKind.Internal,
        FaultKind.ModelError,
        FaultKind.SlowFirstToken,
        FaultKind.Hang,
        FaultKind.CutBody,
    ];

    /// <exception cref="ArgumentException">The rule can never match.</exception>
    public void Validate()
    {
        if (Operation is not (null or InvokeModelTarget.Retrieve) && !InvokeModelTarget.OfTheModel.Contains(Operation))
        {
            throw new ArgumentException(
                $"operation must be {string.Join(", ", InvokeModelTarget.OfTheModel)} or {InvokeModelTarget.Retrieve}, not '{Operation}'"
            );
        }

        if (Operation == InvokeModelTarget.Retrieve && !_ofRetrieve.Contains(Fault))
        {
            throw new ArgumentException(
                $"{InvokeModelTarget.Retrieve} has no such fault; it has {string.Join(", ", _ofRetrieve.Select(fault => JsonNamingPolicy.SnakeCaseLower.ConvertName(fault.ToString())))}"
            );
        }

        if (Exception is not null && !StreamExceptions.Contains(Exception))
        {
            throw new ArgumentException($"exception must be one of {string.Join(", ", StreamExceptions)}, not '{Exception}'");
        }

        if (Times < 1 || AfterChunks < 0 || DelayMs < 0)
        {
            throw new ArgumentException("times must be at least 1, after_chunks and delay_ms at least 0");
        }
    }

    public bool Matches(InvokeModelTarget target, string region, string prompt, bool guarded) =>
        (target.IsStreamed ? Fault != FaultKind.CutBody : Fault < FaultKind.FailMidStream && Fault != FaultKind.StreamingUnsupported)
        && (guarded || Fault is not (FaultKind.GuardrailUnknown or FaultKind.GuardrailBlocks or FaultKind.GuardrailAnonymizes))
        && (Operation == target.Operation || (Operation is null && InvokeModelTarget.OfTheModel.Contains(target.Operation)))
        && (Model ?? target.ModelId) == target.ModelId
        && (Region ?? region) == region
        && (WhenPromptContains is null || prompt.Contains(WhenPromptContains, StringComparison.Ordinal));
}

/// <summary>
/// In snake_case in JSON. The guardrail faults need a request with a guardrail. Those from FailMidStream on are faults in a stream.
/// </summary>
[JsonConverter(typeof(FaultKindJson))]
internal enum FaultKind
{
    Throttle,
    EndOfLife,
    Legacy,
    StreamingUnsupported,
    AccessDenied,
    NotReady,
    Unavailable,
    Internal,
    ModelTimeout,
    ModelError,
    SlowFirstToken,
    Hang,
    Disconnect,
    CutBody,
    GuardrailUnknown,
    GuardrailBlocks,
    GuardrailAnonymizes,
    FailMidStream,
    CutMidStream,
    TruncateFrame,
    NoLastChunk,
    MalformedChunk,
    BadCrc,
    OversizedFrame,
}

internal sealed class FaultKindJson() : JsonStringEnumConverter<FaultKind>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

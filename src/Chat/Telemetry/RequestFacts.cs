namespace Chat.Telemetry;

/// <summary>The data of API Gateway and Lambda about a request.</summary>
/// <param name="LambdaRequestId">Lambda's id of the invocation, also in Lambda's own log lines.</param>
/// <param name="RequestId">The request id in the answer.</param>
/// <param name="TraceHeader">X-Ray's header.</param>
/// <param name="Owner">The owner; null for none.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Route">The route as declared, without parameter values.</param>
internal sealed record RequestFacts(
    string LambdaRequestId,
    string RequestId,
    string? TraceHeader,
    string? Owner,
    string Method,
    string Route
)
{
    /// <summary>The trace id in the header.</summary>
    public string? TraceId => XRayHeader.Field(TraceHeader, "Root=");
}

namespace Chat.Telemetry;

/// <summary>What API Gateway and Lambda tell of a request.</summary>
/// <param name="LambdaRequestId">Lambda's id of the invocation, which its own lines have too.</param>
/// <param name="RequestId">The request id in the answer.</param>
/// <param name="TraceHeader">X-Ray's header.</param>
/// <param name="Owner">Who asked; null for nobody.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Route">The route as it is declared, without what the client put in it.</param>
internal sealed record RequestFacts(
    string LambdaRequestId,
    string RequestId,
    string? TraceHeader,
    string? Owner,
    string Method,
    string Route
)
{
    /// <summary>The part of the header that names the trace.</summary>
    public string? TraceId =>
        TraceHeader?.Split(';').FirstOrDefault(part => part.StartsWith("Root=", StringComparison.Ordinal))?["Root=".Length..];
}

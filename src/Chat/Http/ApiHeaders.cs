namespace Chat.Http;

/// <summary>The names of the API's own headers. What the description documents, routes send and CORS exposes is this list.</summary>
internal static class ApiHeaders
{
    public const string ContentDisposition = "Content-Disposition";
    public const string IdempotencyKey = "Idempotency-Key";
    public const string IdempotencyReplayed = "Idempotency-Replayed";
    public const string Location = "Location";
    public const string RequestId = "X-Request-Id";
    public const string RetryAfter = "Retry-After";
    public const string ServedByRegion = "X-Served-By-Region";

    /// <summary>API Gateway's own request id, which its errors have too.</summary>
    public const string GatewayRequestId = "x-amzn-RequestId";

    /// <summary>What a page of another origin may send.</summary>
    public const string Accepted = $"Authorization, Content-Type, Accept, {IdempotencyKey}, X-Api-Key, X-Amz-Date, X-Amz-Security-Token";

    /// <summary>What a page of another origin may read.</summary>
    public const string Exposed =
        $"{ContentDisposition}, {IdempotencyReplayed}, {Location}, {RetryAfter}, {RequestId}, {ServedByRegion}, {GatewayRequestId}";

    /// <summary>What a page of another origin may read of API Gateway's own errors.</summary>
    public const string ExposedOfGatewayErrors = $"{RetryAfter}, {GatewayRequestId}";
}

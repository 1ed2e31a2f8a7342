namespace Chat.Http;

/// <summary>The names of the API's own headers. What the description documents, routes send and CORS exposes is this list.</summary>
internal static class ApiHeaders
{
    public const string AdjustedParameters = "x-adjusted-parameters";
    public const string ContentDisposition = "Content-Disposition";
    public const string Hint = "X-Hint";
    public const string IdempotencyKey = "Idempotency-Key";
    public const string IdempotencyReplayed = "Idempotency-Replayed";
    public const string Location = "Location";
    public const string RequestId = "X-Request-Id";
    public const string RetryAfter = "Retry-After";
    public const string ShouldRetry = "x-should-retry";
    public const string ServedByRegion = "X-Served-By-Region";

    /// <summary>API Gateway's own request id, which its errors have too.</summary>
    public const string GatewayRequestId = "x-amzn-RequestId";

    // What OpenAI's JavaScript client says of itself, from pages too.
    private const string OfOpenAIsClients =
        "User-Agent, OpenAI-Organization, OpenAI-Project, OpenAI-Beta, X-Stainless-Arch, X-Stainless-Async, X-Stainless-Helper-Method, "
        + "X-Stainless-Lang, X-Stainless-OS, X-Stainless-Package-Version, X-Stainless-Read-Timeout, X-Stainless-Retry-Count, "
        + "X-Stainless-Runtime, X-Stainless-Runtime-Version, X-Stainless-Timeout";

    /// <summary>What a page of another origin may send.</summary>
    public const string Accepted =
        $"Authorization, Content-Type, Accept, {IdempotencyKey}, X-Api-Key, X-Amz-Date, X-Amz-Security-Token, {OfOpenAIsClients}";

    /// <summary>What a page of another origin may read.</summary>
    public const string Exposed =
        $"{AdjustedParameters}, {ContentDisposition}, {Hint}, {IdempotencyReplayed}, {Location}, {RetryAfter}, {RequestId}, {ServedByRegion}, {ShouldRetry}, {GatewayRequestId}";

    /// <summary>What a page of another origin may read of API Gateway's own errors.</summary>
    public const string ExposedOfGatewayErrors = $"{RetryAfter}, {ShouldRetry}, {GatewayRequestId}";
}

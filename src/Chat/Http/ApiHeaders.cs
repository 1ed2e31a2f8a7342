namespace Chat.Http;

/// <summary>The names of the API's own headers, used by the routes, by CORS and by the test of the OpenAPI description.</summary>
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

    /// <summary>The request id of API Gateway, also present in errors that API Gateway creates itself.</summary>
    public const string GatewayRequestId = "x-amzn-RequestId";

    // What OpenAI's JavaScript client says of itself, from pages too.
    private const string OfOpenAIsClients =
        "User-Agent, OpenAI-Organization, OpenAI-Project, OpenAI-Beta, X-Stainless-Arch, X-Stainless-Async, X-Stainless-Helper-Method, "
        + "X-Stainless-Lang, X-Stainless-OS, X-Stainless-Package-Version, X-Stainless-Read-Timeout, X-Stainless-Retry-Count, "
        + "X-Stainless-Runtime, X-Stainless-Runtime-Version, X-Stainless-Timeout";

    /// <summary>The request headers that a page from another origin may send.</summary>
    public const string Accepted =
        $"Authorization, Content-Type, Accept, {IdempotencyKey}, X-Api-Key, X-Amz-Date, X-Amz-Security-Token, {OfOpenAIsClients}";

    /// <summary>The response headers that a page from another origin may read.</summary>
    public const string Exposed =
        $"{AdjustedParameters}, {ContentDisposition}, {Hint}, {IdempotencyReplayed}, {Location}, {RetryAfter}, {RequestId}, {ServedByRegion}, {ShouldRetry}, {GatewayRequestId}";

    /// <summary>The headers of API Gateway's own errors that a page from another origin may read.</summary>
    public const string ExposedOfGatewayErrors = $"{RetryAfter}, {ShouldRetry}, {GatewayRequestId}";
}

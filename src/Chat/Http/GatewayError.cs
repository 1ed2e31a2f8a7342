using System.Text;
using System.Text.Json.Nodes;

namespace Chat.Http;

/// <summary>
/// An error that API Gateway creates itself, before or instead of a function. API Gateway cannot choose a format by route, so the
/// body has both: the members of the problem document and OpenAI's <c>error</c>.
/// </summary>
/// <param name="ResponseType">API Gateway's name for the error.</param>
/// <param name="Kind">The error's kind, which has the code.</param>
/// <param name="Detail">The message for the caller.</param>
internal sealed record GatewayError(string ResponseType, ProblemKind Kind, string Detail)
{
    public static GatewayError NoSuchRoute { get; } =
        new(
            "MISSING_AUTHENTICATION_TOKEN",
            ProblemKind.NotFound,
            "There is no such route: the API has no such path, or the path has no such method. Of OpenAI's API there are "
                + "POST /chat/completions, POST /completions, GET /models and GET /models/{id}; there are no /responses, /embeddings or /files."
        );

    /// <summary>With IAM authentication, API Gateway sends the same response for an unknown route and for an unsigned request.</summary>
    public static GatewayError NoSuchRouteOrUnsigned { get; } =
        NoSuchRoute with
        {
            Detail = $"{NoSuchRoute.Detail} Or the request is not signed: AWS Signature Version 4, service execute-api.",
        };

    public static GatewayError Unauthorized { get; } = new("UNAUTHORIZED", ProblemKind.Unauthorized, "The request has no valid token.");

    public static GatewayError Expired { get; } = new("EXPIRED_TOKEN", ProblemKind.Unauthorized, "The request's token has expired.");

    public static GatewayError InvalidSignature { get; } =
        new("INVALID_SIGNATURE", ProblemKind.Unauthorized, "The request's signature is not valid.");

    public static GatewayError InvalidKey { get; } = new("INVALID_API_KEY", ProblemKind.Unauthorized, "There is no such API key.");

    /// <summary>The response to a request without an API key.</summary>
    public static GatewayError NoKey { get; } =
        new("ACCESS_DENIED", ProblemKind.Unauthorized, "The request has no API key, in x-api-key or as a bearer token.");

    public static GatewayError Denied { get; } =
        new("ACCESS_DENIED", ProblemKind.Forbidden, "The caller's policies do not allow this request.");

    public static GatewayError Filtered { get; } = new("WAF_FILTERED", ProblemKind.Forbidden, "The firewall refused this request.");

    public static GatewayError TooLarge { get; } =
        new("REQUEST_TOO_LARGE", ProblemKind.PayloadTooLarge, "The request is larger than API Gateway's 10 MB.");

    public static GatewayError UnsupportedMediaType { get; } =
        new("UNSUPPORTED_MEDIA_TYPE", ProblemKind.UnsupportedMediaType, "The body must be application/json.");

    public static GatewayError Throttled { get; } =
        new("THROTTLED", ProblemKind.RateLimited, "Too many requests at once.") { RetryAfterSeconds = 1 };

    /// <summary>A quota ends at midnight UTC. Without Retry-After, so that clients do not wait for hours in one call.</summary>
    public static GatewayError QuotaExceeded { get; } =
        new("QUOTA_EXCEEDED", ProblemKind.RateLimited, "The API key has used up its requests of the day.") { MayRetry = false };

    public static GatewayError TimedOut { get; } =
        new("INTEGRATION_TIMEOUT", ProblemKind.Timeout, "There was no answer in the time that API Gateway waits.");

    public static GatewayError IntegrationFailed { get; } = TimedOut with { ResponseType = "INTEGRATION_FAILURE" };

    /// <summary>All other 4xx errors, with the status that API Gateway chose.</summary>
    public static GatewayError OtherClientError { get; } =
        new("DEFAULT_4XX", ProblemKind.InvalidRequest, "API Gateway refused the request.") { KeepsStatus = true };

    /// <summary>All other 5xx errors: 500 if an authorizer failed, 502 if a function failed.</summary>
    public static GatewayError OtherServerError { get; } =
        new("DEFAULT_5XX", ProblemKind.Internal, "The request could not be completed. Quote the request id when you report this.")
        {
            KeepsStatus = true,
        };

    /// <summary>Seconds until a retry makes sense; null if unknown.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>If false, OpenAI's clients do not retry; otherwise they retry every 429.</summary>
    public bool MayRetry { get; init; } = true;

    /// <summary>Whether API Gateway chooses the status among several.</summary>
    public bool KeepsStatus { get; init; }

    /// <summary>The error's headers, without those of CORS.</summary>
    public IEnumerable<KeyValuePair<string, string>> Headers()
    {
        if (RetryAfterSeconds is { } seconds)
        {
            yield return new(ApiHeaders.RetryAfter, string.Create(null, $"{seconds}"));
        }

        if (!MayRetry)
        {
            yield return new(ApiHeaders.ShouldRetry, "false");
        }
    }

    /// <param name="requestId">The request id, or API Gateway's template variable for it.</param>
    public string Body(string requestId)
    {
        JsonObject body = new() { ["type"] = $"urn:problem:{Kind.Code}", ["title"] = Kind.Title };
        if (!KeepsStatus)
        {
            body["status"] = Kind.Status;
        }

        body["detail"] = Detail;
        body["code"] = Kind.Code;
        body["request_id"] = requestId;
        body["error"] = new JsonObject
        {
            ["message"] = Detail,
            ["type"] = ErrorFormat.OpenAIType(Kind),
            ["param"] = null,
            ["code"] = Kind.Code,
        };
        return Encoding.UTF8.GetString(JsonText.Utf8(body));
    }
}

using System.Text;
using System.Text.Json.Nodes;

namespace Chat.Http;

/// <summary>
/// An error that API Gateway answers by itself, before or instead of a function. It cannot know which route's clients ask, so
/// its body has both shapes: the problem document's members, and OpenAI's <c>error</c>.
/// </summary>
/// <param name="ResponseType">API Gateway's name for it.</param>
/// <param name="Kind">Its code.</param>
/// <param name="Detail">What the caller is told.</param>
internal sealed record GatewayError(string ResponseType, ProblemKind Kind, string Detail)
{
    public static GatewayError NoSuchRoute { get; } =
        new(
            "MISSING_AUTHENTICATION_TOKEN",
            ProblemKind.NotFound,
            "There is no such route: the API has no such path, or the path has no such method. Of OpenAI's API there are "
                + "POST /chat/completions, POST /completions, GET /models and GET /models/{id}; there are no /responses, /embeddings or /files."
        );

    /// <summary>API Gateway does not tell the two apart where requests are signed.</summary>
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

    /// <summary>What the authorizer for API keys makes of a request without one.</summary>
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

    /// <summary>It ends at midnight UTC, and some clients wait for whatever Retry-After says: so it says nothing.</summary>
    public static GatewayError QuotaExceeded { get; } =
        new("QUOTA_EXCEEDED", ProblemKind.RateLimited, "The API key has used up its requests of the day.") { MayRetry = false };

    public static GatewayError TimedOut { get; } =
        new("INTEGRATION_TIMEOUT", ProblemKind.Timeout, "There was no answer in the time that API Gateway waits.");

    public static GatewayError IntegrationFailed { get; } = TimedOut with { ResponseType = "INTEGRATION_FAILURE" };

    /// <summary>All other 4xx: API Gateway's status stays as it is.</summary>
    public static GatewayError OtherClientError { get; } =
        new("DEFAULT_4XX", ProblemKind.InvalidRequest, "API Gateway refused the request.") { KeepsStatus = true };

    /// <summary>All other 5xx: 500 for an authorizer that failed, 502 for a function that did.</summary>
    public static GatewayError OtherServerError { get; } =
        new("DEFAULT_5XX", ProblemKind.Internal, "The request could not be completed. Quote the request id when you report this.")
        {
            KeepsStatus = true,
        };

    /// <summary>When to try again; null where that is not known.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>False tells OpenAI's clients, which retry every 429, that there is no use.</summary>
    public bool MayRetry { get; init; } = true;

    /// <summary>Whether the status is what API Gateway chose, of several.</summary>
    public bool KeepsStatus { get; init; }

    /// <summary>The headers that go with it, beside those of CORS.</summary>
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

    /// <param name="requestId">The request's id, or the variable that API Gateway replaces with it.</param>
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

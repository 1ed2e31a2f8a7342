using System.Globalization;
using System.Text;
using System.Text.Json;
using Chat.Http;
using LocalCloud.Network;

namespace LocalCloud.Gateway;

/// <summary>Writes an HTTP request as the proxy event of a REST API.</summary>
internal static class GatewayEvent
{
    public const string Stage = ApiRoute.Stage;

    // API Gateway's limit for a payload.
    private const int MaxBodyBytes = 10 * 1024 * 1024;

    // API Gateway's limit for the request line and all header values together.
    public const int MaxHeaderBytes = 10_240;

    // Headers of the connection, and headers that are set anew.
    private static readonly HashSet<string> _notForwarded = new(
        [
            "Connection",
            "Transfer-Encoding",
            "Content-Length",
            "Expect",
            "Keep-Alive",
            "X-Forwarded-For",
            "X-Forwarded-Port",
            "X-Forwarded-Proto",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Reads the body; null if it is larger than API Gateway's limit.</summary>
    public static Task<byte[]?> ReadBodyAsync(HttpRequest request, TimeSpan timeout) =>
        BodyReader.ReadAsync(request, MaxBodyBytes, timeout, request.HttpContext.RequestAborted);

    /// <summary>Whether the request line and header values together exceed API Gateway's limit.</summary>
    public static bool HasLargeHeaders(HttpRequest request)
    {
        var target = RequestTarget.Of(request);
        var requestLine = $"{request.Method} {target.Path}?{target.Query} {request.Protocol}".Length;

        return requestLine + request.Headers.Sum(header => header.Value.Sum(value => Encoding.UTF8.GetByteCount(value ?? "")))
            > MaxHeaderBytes;
    }

    public static byte[] Write(HttpContext http, RouteMatch match, string? owner, string requestId, byte[] body)
    {
        var request = http.Request;
        MemoryStream utf8 = new();
        using (Utf8JsonWriter json = new(utf8))
        {
            json.WriteStartObject();
            json.WriteString("resource", match.Route.Path);
            json.WriteString("path", match.Path);
            json.WriteString("httpMethod", request.Method);
            WriteValues(json, "headers", "multiValueHeaders", Headers(http));
            WriteValues(json, "queryStringParameters", "multiValueQueryStringParameters", RequestTarget.Of(request).Parameters());
            WriteMap(json, "pathParameters", match.PathParameters);
            json.WriteNull("stageVariables");
            WriteContext(json, http, match, owner, requestId);

            // Without binary media types, API Gateway treats every body as text.
            json.WriteString("body", body.Length == 0 ? null : Encoding.UTF8.GetString(body));
            json.WriteBoolean("isBase64Encoded", false);
            json.WriteEndObject();
        }

        return utf8.ToArray();
    }

    private static IEnumerable<KeyValuePair<string, string[]>> Headers(HttpContext http) =>
        http
            .Request.Headers.Where(header => !_notForwarded.Contains(header.Key))
            .Select(header => KeyValuePair.Create(header.Key, header.Value.Select(value => value ?? "").ToArray()))
            .Append(new("X-Forwarded-For", [string.Join(", ", [.. http.Request.Headers["X-Forwarded-For"], SourceIp(http)])]))
            .Append(new("X-Forwarded-Port", [string.Create(null, $"{http.Connection.LocalPort}")]))
            .Append(new("X-Forwarded-Proto", [http.Request.Scheme]));

    private static void WriteContext(Utf8JsonWriter json, HttpContext http, RouteMatch match, string? owner, string requestId)
    {
        var now = DateTimeOffset.UtcNow;
        json.WriteStartObject("requestContext");
        json.WriteString("resourceId", "local");
        json.WriteString("resourcePath", match.Route.Path);
        json.WriteString("httpMethod", http.Request.Method);
        json.WriteString("extendedRequestId", requestId);
        json.WriteString("requestTime", now.ToString("dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture));
        json.WriteNumber("requestTimeEpoch", now.ToUnixTimeMilliseconds());
        json.WriteString("path", match.FullPath);
        json.WriteString("protocol", http.Request.Protocol);
        json.WriteString("stage", Stage);
        json.WriteString("accountId", "000000000000");
        json.WriteString("apiId", "local");
        json.WriteString("domainName", http.Request.Host.Value);
        json.WriteString("requestId", requestId);
        json.WriteStartObject("identity");
        json.WriteString("sourceIp", SourceIp(http));
        json.WriteString("userAgent", http.Request.Headers.UserAgent.ToString());
        json.WriteEndObject();
        if (owner is not null)
        {
            json.WriteStartObject("authorizer");
            Dictionary<string, string> claims = new()
            {
                ["sub"] = owner,
                ["cognito:username"] = owner,
                ["token_use"] = "id",
            };
            if (BearerToken.GroupsOf(http.Request) is { } groups)
            {
                claims["cognito:groups"] = groups;
            }

            WriteMap(json, "claims", claims);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    // API Gateway writes each name twice: with its last value, and with all values.
    private static void WriteValues(Utf8JsonWriter json, string single, string multiple, IEnumerable<KeyValuePair<string, string[]>> values)
    {
        var all = values.Where(value => value.Value.Length > 0).ToList();
        WriteMap(json, single, all.ToDictionary(value => value.Key, value => value.Value[^1]));
        if (all.Count == 0)
        {
            json.WriteNull(multiple);
            return;
        }

        json.WriteStartObject(multiple);
        foreach (var (name, list) in all)
        {
            json.WriteStartArray(name);
            Array.ForEach(list, json.WriteStringValue);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteMap(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> map)
    {
        if (map.Count == 0)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        foreach (var (key, value) in map)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static string SourceIp(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "127.0.0.1";
}

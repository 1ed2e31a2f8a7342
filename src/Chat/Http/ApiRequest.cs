using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Chat.Telemetry;

namespace Chat.Http;

/// <summary>The parts of an API Gateway event that routes use.</summary>
internal sealed class ApiRequest(APIGatewayProxyRequest request, ILambdaContext context, IReadOnlyDictionary<string, string> keyOwners)
{
    /// <summary>The largest accepted body in bytes, far more text than any context window holds.</summary>
    public const int MaxBodyBytes = 1024 * 1024;

    // With duplicate names, two readers could see two different values.
    private static readonly JsonDocumentOptions _strict = new() { AllowDuplicateProperties = false };

    private JsonElement? _object;

    public string Method => request.HttpMethod ?? "";

    /// <summary>The resource as the API declares it, for example <c>/conversations/{id}</c>.</summary>
    public string Resource => request.Resource ?? "";

    public string Id => request.RequestContext?.RequestId ?? "";

    /// <summary>The owner of the data that the request is about; null if API Gateway names no identity.</summary>
    public string? Owner => Caller.Of(request.RequestContext, keyOwners);

    /// <summary>The groups that the caller belongs to.</summary>
    public IReadOnlyList<string> Groups => Caller.GroupsOf(request.RequestContext);

    /// <summary>The remaining time of the invocation. Lambda ends the process afterwards.</summary>
    public TimeSpan TimeLeft => context.RemainingTime;

    public ILambdaLogger Log => context.Logger;

    /// <summary>The facts about it for the log.</summary>
    public RequestFacts Facts => new(context.AwsRequestId, Id, context.TraceId, Owner, Method, Resource);

    /// <summary>A parameter of the path, for example the id in <c>/conversations/{id}</c>.</summary>
    /// <remarks>API Gateway REST APIs pass path parameters on still URL-encoded.</remarks>
    public string PathParameter(string name) =>
        request.PathParameters?.TryGetValue(name, out var value) == true ? Uri.UnescapeDataString(value) : "";

    public IEnumerable<string> QueryNames => request.QueryStringParameters?.Keys ?? Enumerable.Empty<string>();

    public string? Query(string name) => request.QueryStringParameters?.TryGetValue(name, out var value) == true ? value : null;

    /// <summary>Whether the Accept header contains text/event-stream with a weight above zero.</summary>
    public bool WantsEventStream =>
        Header("Accept")
            ?.Split(',')
            .Any(range =>
                MediaTypeWithQualityHeaderValue.TryParse(range, out var accepted)
                && accepted.Quality is not 0
                && "text/event-stream".Equals(accepted.MediaType, StringComparison.OrdinalIgnoreCase)
            )
        ?? false;

    public string? Header(string name) =>
        request.Headers?.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The body as a JSON object; parsed once.</summary>
    /// <exception cref="ProblemException">The content type is not JSON, the body is not a JSON object, or it is too large.</exception>
    public JsonElement ReadObject() => _object ??= ParseObject();

    private JsonElement ParseObject()
    {
        var body = ReadJsonBytes();
        try
        {
            RequireText(body);
            using var document = JsonDocument.Parse(body, _strict);

            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw ProblemException.Invalid("body", "must be a JSON object");
        }
        catch (JsonException duplicate) when (duplicate.LineNumber is null)
        {
            throw ProblemException.Invalid("body", "names a field twice");
        }
        catch (JsonException malformed)
        {
            throw ProblemException.Invalid(
                "body",
                $"is not valid JSON at line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine}"
            );
        }
    }

    // JSON's grammar allows an unpaired surrogate, but reading it as a string would throw later.
    private static void RequireText(byte[] utf8)
    {
        Utf8JsonReader reader = new(utf8);
        try
        {
            while (reader.Read())
            {
                _ = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? reader.GetString() : null;
            }
        }
        catch (InvalidOperationException)
        {
            throw ProblemException.Invalid("body", "holds a string that is not valid Unicode");
        }
    }

    private byte[] ReadJsonBytes()
    {
        if (Header("Content-Type") is { } type && !IsJson(type))
        {
            throw new ProblemException(ProblemKind.UnsupportedMediaType, "The body must be application/json in UTF-8.");
        }

        // API Gateway passes bodies on as text, which destroys compressed content.
        if (Header("Content-Encoding") is { Length: > 0 } coding && !coding.Trim().Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            throw new ProblemException(
                ProblemKind.UnsupportedMediaType,
                $"The body must not be compressed; Content-Encoding is \"{coding}\"."
            );
        }

        var text = request.Body ?? "";
        var size = request.IsBase64Encoded ? text.Length / 4 * 3 : Encoding.UTF8.GetByteCount(text);
        if (size > MaxBodyBytes)
        {
            throw new ProblemException(ProblemKind.PayloadTooLarge, $"The body is larger than {MaxBodyBytes:N0} bytes.");
        }

        return request.IsBase64Encoded ? FromBase64(text) : Encoding.UTF8.GetBytes(text);
    }

    private static byte[] FromBase64(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw ProblemException.Invalid("body", "is not the base64 that isBase64Encoded promises");
        }
    }

    private static bool IsJson(string contentType)
    {
        var parts = contentType.Split(';', StringSplitOptions.TrimEntries);

        return parts[0].Equals("application/json", StringComparison.OrdinalIgnoreCase) && parts.Skip(1).All(IsUtf8);
    }

    // API Gateway passes the body on as text, so a body in another charset has already been altered.
    private static bool IsUtf8(string parameter) =>
        parameter.Split('=', 2, StringSplitOptions.TrimEntries) is not [var name, var value]
        || !name.Equals("charset", StringComparison.OrdinalIgnoreCase)
        || value.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase)
        || value.Trim('"').Equals("utf8", StringComparison.OrdinalIgnoreCase);
}

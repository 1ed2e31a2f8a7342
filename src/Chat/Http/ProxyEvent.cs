using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;

namespace Chat.Http;

/// <summary>Reads the fields of an API Gateway event that the functions use.</summary>
/// <remarks>
/// Written by hand, because a serializer first builds metadata for every type of the event, which slows down a cold start.
/// </remarks>
internal static class ProxyEvent
{
    /// <exception cref="JsonException">The event is not JSON.</exception>
    /// <exception cref="InvalidOperationException">The event is not a JSON object.</exception>
    public static APIGatewayProxyRequest Read(Stream json)
    {
        using var document = JsonDocument.Parse(json);
        var proxy = document.RootElement;

        return new()
        {
            HttpMethod = Text(proxy, "httpMethod"),
            Resource = Text(proxy, "resource"),
            PathParameters = Texts(proxy, "pathParameters"),
            QueryStringParameters = Texts(proxy, "queryStringParameters"),
            Headers = Texts(proxy, "headers"),
            Body = Text(proxy, "body"),
            IsBase64Encoded = Present(proxy, "isBase64Encoded") is { ValueKind: JsonValueKind.True },
            RequestContext = Present(proxy, "requestContext") is { } context ? Context(context) : null,
        };
    }

    /// <summary>Reads the fields that the authorizer uses.</summary>
    /// <exception cref="JsonException">The event is not JSON.</exception>
    /// <exception cref="InvalidOperationException">The event is not a JSON object.</exception>
    public static APIGatewayCustomAuthorizerRequest ReadAuthorization(Stream json)
    {
        using var document = JsonDocument.Parse(json);

        return new() { MethodArn = Text(document.RootElement, "methodArn"), Headers = Texts(document.RootElement, "headers") };
    }

    private static APIGatewayProxyRequest.ProxyRequestContext Context(JsonElement context) =>
        new()
        {
            RequestId = Text(context, "requestId"),
            Authorizer = Present(context, "authorizer") is { } authorizer ? Authorizer(authorizer) : null,
            Identity = Present(context, "identity") is { } identity ? Identity(identity) : null,
        };

    private static APIGatewayCustomAuthorizerContext Authorizer(JsonElement authorizer) =>
        new() { ["principalId"] = Text(authorizer, "principalId"), Claims = Texts(authorizer, "claims") ?? [] };

    private static APIGatewayProxyRequest.RequestIdentity Identity(JsonElement identity) =>
        new()
        {
            ApiKeyId = Text(identity, "apiKeyId"),
            CognitoIdentityId = Text(identity, "cognitoIdentityId"),
            Caller = Text(identity, "caller"),
            User = Text(identity, "user"),
        };

    // Claims may have any type; only strings are used.
    private static Dictionary<string, string>? Texts(JsonElement parent, string name)
    {
        if (Present(parent, name) is not { ValueKind: JsonValueKind.Object } map)
        {
            return null;
        }

        Dictionary<string, string> texts = [];
        foreach (var item in map.EnumerateObject().Where(item => item.Value.ValueKind == JsonValueKind.String))
        {
            if (Readable(() => item.Name) is { } key && Readable(item.Value.GetString) is { } value)
            {
                texts[key] = value;
            }
        }

        return texts;
    }

    private static string? Text(JsonElement parent, string name) => Present(parent, name) is { } value ? Readable(value.ToString) : null;

    private static JsonElement? Present(JsonElement parent, string name)
    {
        var found = parent.EnumerateObject().LastOrDefault(field => IsNamed(field, name)).Value;

        return found.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? null : found;
    }

    private static bool IsNamed(JsonProperty field, string name)
    {
        try
        {
            return field.NameEquals(name);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    // An unpaired surrogate is valid JSON but not valid text. Such a value is treated as missing instead of failing the invocation.
    private static string? Readable(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}

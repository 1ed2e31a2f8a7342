using Amazon.Lambda.APIGatewayEvents;

namespace Chat.Http;

/// <summary>The one place where the owner of data is read from what API Gateway vouches for.</summary>
internal static class Caller
{
    /// <summary>The Cognito subject, the API key's owner as the authorizer tells it, or the IAM caller; null if there is none.</summary>
    public static string? Of(APIGatewayProxyRequest.ProxyRequestContext? context) =>
        Claim(context?.Authorizer, "sub")
        ?? Present(context?.Authorizer?.GetValueOrDefault("principalId")?.ToString())
        ?? Present(context?.Identity?.UserArn);

    private static string? Claim(APIGatewayCustomAuthorizerContext? authorizer, string name) =>
        Present(authorizer?.Claims?.GetValueOrDefault(name));

    private static string? Present(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}

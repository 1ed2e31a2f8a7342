using Amazon.Lambda.APIGatewayEvents;
using Chat.Hosting;

namespace Chat.Http;

/// <summary>The one place where the owner of data is read from what API Gateway vouches for.</summary>
internal static class Caller
{
    /// <summary>
    /// The Cognito subject, the IAM caller, the id of the API key, or the principal that another authorizer names; null
    /// if there is none.
    /// </summary>
    /// <remarks>
    /// A person or a role is nearer to an owner than a key, which comes on top where a usage plan is to limit them. A key
    /// is told by its id, which API Gateway fills in once it has checked the key, and only for a method that requires
    /// one: <c>identity.apiKey</c>, the value, is never looked at, since anybody can send any.
    /// </remarks>
    public static string? Of(APIGatewayProxyRequest.ProxyRequestContext? context) =>
        Present(context?.Authorizer?.Claims?.GetValueOrDefault("sub"))
        ?? IamCaller(context?.Identity)
        ?? Present(context?.Identity?.ApiKeyId)
        ?? Principal(context?.Authorizer);

    // All callers of an identity pool act as one and the same role session.
    private static string? IamCaller(APIGatewayProxyRequest.RequestIdentity? identity) =>
        Present(identity?.CognitoIdentityId) ?? Present(identity?.UserArn);

    // Our own authorizer names everybody alike: without a checked key that is nobody.
    private static string? Principal(APIGatewayCustomAuthorizerContext? authorizer) =>
        Present(authorizer?.GetValueOrDefault("principalId")?.ToString()) is { } principal && principal != ApiKeyAuthorizer.PrincipalId ? principal : null;

    private static string? Present(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}

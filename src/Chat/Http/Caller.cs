using Amazon.Lambda.APIGatewayEvents;

namespace Chat.Http;

/// <summary>The one place where the owner of data is read from what API Gateway vouches for.</summary>
internal static class Caller
{
    /// <summary>What the authorizer for API keys calls everybody: who holds a key is known once API Gateway has checked it.</summary>
    public const string KeyHolder = "api-key-holder";

    /// <summary>
    /// The Cognito subject, the unique id of the IAM role or user, the name of the API key, or the principal that another
    /// authorizer names; null if there is none.
    /// </summary>
    /// <param name="context">The request's context, which no client can write.</param>
    /// <param name="keyOwners">Whose each API key is, by the key's id. A key that is missing here is its own owner, by its id.</param>
    /// <remarks>
    /// A person or a role is nearer to an owner than a key, which comes on top where a usage plan is to limit them. API Gateway
    /// fills in a key's id once it has checked the key, and only for a method that requires one: <c>identity.apiKey</c>, the
    /// value, is never looked at, since anybody can send any.
    /// </remarks>
    public static string? Of(APIGatewayProxyRequest.ProxyRequestContext? context, IReadOnlyDictionary<string, string> keyOwners) =>
        Present(context?.Authorizer?.Claims?.GetValueOrDefault("sub"))
        ?? IamCaller(context?.Identity)
        ?? KeyOwner(Present(context?.Identity?.ApiKeyId), keyOwners)
        ?? Principal(context?.Authorizer);

    // All callers of an identity pool act as one and the same role, so there the identity is the owner.
    private static string? IamCaller(APIGatewayProxyRequest.RequestIdentity? identity) =>
        Present(identity?.CognitoIdentityId) ?? UniqueId(Present(identity?.Caller) ?? Present(identity?.User));

    // AIDA… is a user and a bare number the account itself. AROA…:SESSION is a role: whoever assumes it chooses the session's
    // name, so that only the id before it is an identity. ACCOUNT:NAME is a federated user, whose name is chosen in the same
    // way and who has no id of his own: nobody.
    private static string? UniqueId(string? principal) =>
        principal?.IndexOf(':') is not (>= 0 and var end) ? principal
        : principal.StartsWith("AROA", StringComparison.Ordinal) ? principal[..end]
        : null;

    private static string? KeyOwner(string? keyId, IReadOnlyDictionary<string, string> owners) =>
        keyId is null ? null : owners.GetValueOrDefault(keyId, keyId);

    // Our own authorizer names everybody alike: without a checked key that is nobody.
    private static string? Principal(APIGatewayCustomAuthorizerContext? authorizer) =>
        Present(authorizer?.GetValueOrDefault("principalId")?.ToString()) is { } principal && principal != KeyHolder ? principal : null;

    private static string? Present(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}

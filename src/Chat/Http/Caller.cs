using Amazon.Lambda.APIGatewayEvents;

namespace Chat.Http;

/// <summary>The only place that reads the owner of data from API Gateway's request context.</summary>
internal static class Caller
{
    /// <summary>
    /// The principal that the API-key authorizer returns for every caller. The owner follows from the key's id, once API Gateway has
    /// checked it.
    /// </summary>
    public const string KeyHolder = "api-key-holder";

    /// <summary>
    /// The Cognito subject, the unique id of the IAM role or user, the name of the API key, or the principal that another
    /// authorizer names; null if there is none.
    /// </summary>
    /// <param name="context">The request's context, which no client can write.</param>
    /// <param name="keyOwners">The owner of each API key, by key id. A key without an entry is its own owner, by its id.</param>
    /// <remarks>
    /// A user or role takes precedence over an API key, which may only be there for a usage plan. API Gateway sets a key's id after
    /// checking the key, and only for methods that require one. <c>identity.apiKey</c>, the value, is never used, because clients can
    /// send any.
    /// </remarks>
    public static string? Of(APIGatewayProxyRequest.ProxyRequestContext? context, IReadOnlyDictionary<string, string> keyOwners) =>
        Present(context?.Authorizer?.Claims?.GetValueOrDefault("sub"))
        ?? IamCaller(context?.Identity)
        ?? KeyOwner(Present(context?.Identity?.ApiKeyId), keyOwners)
        ?? Principal(context?.Authorizer);

    /// <summary>The caller's groups in the Cognito user pool.</summary>
    /// <remarks>API Gateway passes a list on as text, its entries separated by commas.</remarks>
    public static IReadOnlyList<string> GroupsOf(APIGatewayProxyRequest.ProxyRequestContext? context) =>
        Present(context?.Authorizer?.Claims?.GetValueOrDefault("cognito:groups")) is { } groups
            ? groups.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : [];

    // All callers of an identity pool share one role, so the owner is their identity in the pool.
    private static string? IamCaller(APIGatewayProxyRequest.RequestIdentity? identity) =>
        Present(identity?.CognitoIdentityId) ?? UniqueId(Present(identity?.Caller) ?? Present(identity?.User));

    // AIDA… is a user, a bare number the account itself. For a role, AROA…:SESSION, the caller chooses the session name, so only the
    // id before it identifies the owner. ACCOUNT:NAME is a federated user: the name is chosen by the caller too, so there is no owner.
    private static string? UniqueId(string? principal) =>
        principal?.IndexOf(':') is not (>= 0 and var end) ? principal
        : principal.StartsWith("AROA", StringComparison.Ordinal) ? principal[..end]
        : null;

    private static string? KeyOwner(string? keyId, IReadOnlyDictionary<string, string> owners) =>
        keyId is null ? null : owners.GetValueOrDefault(keyId, keyId);

    // The API-key authorizer returns the same principal for everyone, so without a checked key there is no owner.
    private static string? Principal(APIGatewayCustomAuthorizerContext? authorizer) =>
        Present(authorizer?.GetValueOrDefault("principalId")?.ToString()) is { } principal && principal != KeyHolder ? principal : null;

    private static string? Present(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}

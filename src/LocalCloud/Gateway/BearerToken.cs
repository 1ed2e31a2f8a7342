namespace LocalCloud.Gateway;

/// <summary>Replaces Cognito: the bearer token is the owner's name.</summary>
internal static class BearerToken
{
    /// <summary>The owner's name; null without a token, which API Gateway's authorizer answers with 401.</summary>
    public static string? OwnerOf(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var header
        && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        // Only HTTP's own white space is trimmed from a header's value.
        && header["Bearer ".Length..].Trim(' ', '\t') is { Length: > 0 and <= 128 } name
            ? name
            : null;
}

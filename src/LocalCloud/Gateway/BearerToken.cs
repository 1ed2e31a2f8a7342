namespace LocalCloud.Gateway;

/// <summary>Stands in for Cognito: the bearer token is the owner's name.</summary>
internal static class BearerToken
{
    /// <summary>The name; null without one, which API Gateway's authorizer answers with 401.</summary>
    public static string? OwnerOf(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var header
        && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        // Only HTTP's own white space goes round a header's value; any other is part of the name.
        && header["Bearer ".Length..].Trim(' ', '\t') is { Length: > 0 and <= 128 } name
            ? name
            : null;
}

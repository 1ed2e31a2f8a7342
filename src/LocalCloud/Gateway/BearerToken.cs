namespace LocalCloud.Gateway;

/// <summary>Replaces Cognito: the bearer token is the owner's name, and the owner's groups if there are any.</summary>
internal static class BearerToken
{
    private const string GroupsMark = " groups=";

    /// <summary>The owner's name; null without a token, which API Gateway's authorizer answers with 401.</summary>
    public static string? OwnerOf(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var header
        && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        // Only HTTP's own white space is trimmed from a header's value.
        && header["Bearer ".Length..].Trim(' ', '\t') is { Length: > 0 and <= 256 } token
        && token.Split(GroupsMark, 2)[0] is { Length: > 0 and <= 128 } name
            ? name
            : null;

    /// <summary>The groups as Cognito's claim has them, for <c>Bearer NAME groups=GROUP,…</c>; null for none.</summary>
    public static string? GroupsOf(HttpRequest request) =>
        request.Headers.Authorization.ToString().Split(GroupsMark, 2) is [_, { Length: > 0 } groups] ? groups.Trim() : null;
}

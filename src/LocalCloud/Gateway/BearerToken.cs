namespace LocalCloud.Gateway;

/// <summary>Stands in for Cognito: the bearer token is the owner's name, followed by the owner's groups if there are any.</summary>
internal static class BearerToken
{
    private const string GroupsMark = " groups=";

    /// <summary>The name; null without one, which API Gateway's authorizer answers with 401.</summary>
    public static string? OwnerOf(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var header
        && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        // Only HTTP's own white space goes round a header's value; any other is part of the name.
        && header["Bearer ".Length..].Trim(' ', '\t') is { Length: > 0 and <= 256 } token
        && token.Split(GroupsMark, 2)[0] is { Length: > 0 and <= 128 } name
            ? name
            : null;

    /// <summary>The groups as Cognito's claim has them, for <c>Bearer NAME groups=GROUP,…</c>; null for none.</summary>
    public static string? GroupsOf(HttpRequest request) =>
        request.Headers.Authorization.ToString().Split(GroupsMark, 2) is [_, { Length: > 0 } groups] ? groups.Trim() : null;
}

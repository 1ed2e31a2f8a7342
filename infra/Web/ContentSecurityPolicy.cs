namespace Infra.Web;

/// <summary>
/// The content security policy of the page: that of LocalCloud, and the origins that a deployed page calls.
/// </summary>
internal static class ContentSecurityPolicy
{
    private const string Own = "connect-src 'self'";

    /// <param name="folder">The page's files.</param>
    /// <param name="origins">The origins that the page calls besides its own.</param>
    public static string Of(string folder, params IEnumerable<string> origins) =>
        File.ReadAllText(Path.Combine(folder, "content-security-policy.txt"))
            .Trim()
            .Replace(Own, string.Join(' ', [Own, .. origins]), StringComparison.Ordinal);
}

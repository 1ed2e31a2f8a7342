namespace Infra.Web;

/// <summary>
/// What a browser lets the page do: the policy that the laptop's cloud sends too, and the addresses that a deployed page calls.
/// </summary>
internal static class ContentSecurityPolicy
{
    private const string Own = "connect-src 'self'";

    /// <param name="folder">The page's files.</param>
    /// <param name="origins">What the page calls besides the place that it is from.</param>
    public static string Of(string folder, params IEnumerable<string> origins) =>
        File.ReadAllText(Path.Combine(folder, "content-security-policy.txt"))
            .Trim()
            .Replace(Own, string.Join(' ', [Own, .. origins]), StringComparison.Ordinal);
}

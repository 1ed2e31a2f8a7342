namespace Chat.Http;

/// <summary>
/// Allows pages of the configured origins to call the API. With a proxy integration, the function has to send CORS headers itself.
/// </summary>
internal sealed class Cors(IReadOnlyList<string> allowedOrigins)
{
    /// <summary>The CORS headers of any answer to <paramref name="origin"/>.</summary>
    public IEnumerable<KeyValuePair<string, string>> Headers(string? origin)
    {
        if (allowedOrigins.Count == 0)
        {
            return [];
        }

        return Allows(origin) is { } allowed
            ? [new("Access-Control-Allow-Origin", allowed), new("Access-Control-Expose-Headers", ApiHeaders.Exposed), new("Vary", "Origin")]
            : [new("Vary", "Origin")];
    }

    /// <summary>The answer to a preflight request.</summary>
    /// <param name="methods">The methods of the resource.</param>
    /// <param name="wanted">The headers that the page is about to send, which it may: clients add some of their own.</param>
    public static Reply Preflight(string methods, string? wanted = null) =>
        new(
            204,
            new Dictionary<string, string>
            {
                ["Access-Control-Allow-Methods"] = methods,
                ["Access-Control-Allow-Headers"] = IsListOfNames(wanted) ? wanted! : ApiHeaders.Accepted,
                ["Access-Control-Max-Age"] = "7200",
            },
            default
        );

    private static bool IsListOfNames(string? text) =>
        !string.IsNullOrWhiteSpace(text) && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or ',' or ' ');

    private string? Allows(string? origin) =>
        allowedOrigins.Contains("*") ? "*"
        : origin is not null && allowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase) ? origin
        : null;
}

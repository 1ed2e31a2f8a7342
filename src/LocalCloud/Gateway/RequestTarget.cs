using Microsoft.AspNetCore.Http.Features;

namespace LocalCloud.Gateway;

/// <summary>A request's path and query as they were sent; the server's own properties are decoded.</summary>
internal sealed record RequestTarget(string Path, string Query)
{
    public static RequestTarget Of(HttpRequest request)
    {
        var raw = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        if (raw.StartsWith("http", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(raw, UriKind.Absolute, out var absolute))
        {
            raw = absolute.PathAndQuery;
        }

        return raw.StartsWith('/') && raw.Split('?', 2) is [var path, .. var query]
            ? new(path, query is [var text] ? text : "")
            : new(request.Path.ToUriComponent(), request.QueryString.ToUriComponent().TrimStart('?'));
    }

    /// <summary>The query's parameters with all their decoded values. Names are case-sensitive.</summary>
    public IEnumerable<KeyValuePair<string, string[]>> Parameters() =>
        Query
            .Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .GroupBy(pair => Decode(pair[0]), pair => Decode(pair.ElementAtOrDefault(1) ?? ""), StringComparer.Ordinal)
            .Select(values => KeyValuePair.Create(values.Key, values.ToArray()));

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}

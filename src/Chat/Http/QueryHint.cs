namespace Chat.Http;

/// <summary>Reports query parameters that a route does not read, which are probably typing errors.</summary>
internal static class QueryHint
{
    private const int MaxNames = 5;

    public static IEnumerable<KeyValuePair<string, string>> Of(ApiRequest request)
    {
        var route = ApiRoute.All.FirstOrDefault(route => route.Method == request.Method && route.Path == request.Resource);
        if (
            route is null
            || request.QueryNames.Where(name => !route.Query.Contains(name)).Select(Printable).ToList() is not [_, ..] unknown
        )
        {
            return [];
        }

        var known = route.Query is [] ? "none" : string.Join(", ", route.Query);

        return [new(ApiHeaders.Hint, $"ignored query parameters: {string.Join(", ", unknown.Take(MaxNames))}; known: {known}")];
    }

    // A header takes ASCII only.
    private static string Printable(string name) =>
        string.Concat(name.Take(40).Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '?'));
}

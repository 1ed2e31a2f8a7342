using System.Diagnostics.CodeAnalysis;
using Chat.Http;

namespace LocalCloud.Gateway;

/// <summary>A route of the API and the values of the parameters in its path.</summary>
internal sealed record RouteMatch(ApiRoute Route, IReadOnlyDictionary<string, string> PathParameters)
{
    /// <summary>The route for a request behind the stage. A preflight request finds the resource, whatever its methods.</summary>
    public static bool TryFind(HttpRequest request, [NotNullWhen(true)] out RouteMatch? match)
    {
        match = request.Path.StartsWithSegments("/" + ProxyEvent.Stage, out var path)
            ? Find(request.Method, path.Value ?? "")
            : null;
        return match is not null;
    }

    private static RouteMatch? Find(string method, string path) =>
        ApiRoute.All
            .Where(route => method is "OPTIONS" || route.Method == method)
            .Select(route => Match(route, path))
            .FirstOrDefault(match => match is not null);

    private static RouteMatch? Match(ApiRoute route, string path)
    {
        var pattern = route.Path.Split('/');
        var segments = path.Split('/');
        Dictionary<string, string> parameters = [];
        if (pattern.Length != segments.Length)
        {
            return null;
        }

        foreach (var (expected, actual) in pattern.Zip(segments))
        {
            if (expected is ['{', .. var name, '}'] && actual.Length > 0)
            {
                parameters[name] = actual;
            }
            else if (expected != actual)
            {
                return null;
            }
        }

        return new(route, parameters);
    }
}

using System.Diagnostics.CodeAnalysis;
using Chat.Http;

namespace LocalCloud.Gateway;

/// <summary>A route and the values of its path parameters, still encoded.</summary>
/// <param name="Route">The route.</param>
/// <param name="PathParameters">The values by the parameters' names.</param>
/// <param name="Path">The path in the event, without the stage.</param>
/// <param name="FullPath">The path with the stage, as in the event's request context.</param>
internal sealed record RouteMatch(ApiRoute Route, IReadOnlyDictionary<string, string> PathParameters, string Path, string FullPath)
{
    /// <summary>Finds the route of a request. A preflight request finds the resource, whatever its methods are.</summary>
    public static bool TryFind(HttpRequest request, [NotNullWhen(true)] out RouteMatch? match)
    {
        match = null;
        if (!IsOfStage(request))
        {
            return false;
        }

        // Repeated slashes are merged before and after the stage only; a trailing one is ignored.
        var fullPath = "/" + RequestTarget.Of(request).Path.TrimStart('/');
        var path = "/" + fullPath[(GatewayEvent.Stage.Length + 1)..].TrimStart('/');
        var segments = path.TrimEnd('/').Split('/');
        foreach (
            var route in ApiRoute.All.Where(route => request.Method is "OPTIONS" || route.Method == request.Method).OrderBy(Precedence)
        )
        {
            if (Match(route.Path.Split('/'), segments) is { } parameters)
            {
                match = new(route, parameters, path, fullPath);
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the request's path begins with the stage. The name is case-sensitive.</summary>
    public static bool IsOfStage(HttpRequest request) =>
        (RequestTarget.Of(request).Path.TrimStart('/') + "/").StartsWith($"{GatewayEvent.Stage}/", StringComparison.Ordinal);

    // Fixed names precede a parameter, and a parameter for all remaining segments comes last.
    private static int Precedence(ApiRoute route) =>
        route.Path.Contains("+}", StringComparison.Ordinal) ? 2
        : route.Path.Contains('{', StringComparison.Ordinal) ? 1
        : 0;

    private static Dictionary<string, string>? Match(string[] pattern, string[] segments)
    {
        Dictionary<string, string> parameters = [];
        for (var index = 0; index < pattern.Length; index++)
        {
            if (index >= segments.Length)
            {
                return null;
            }

            switch (pattern[index])
            {
                case ['{', .. var name, '+', '}'] when segments[index].Length > 0:
                    parameters[name] = string.Join('/', segments[index..]);
                    return parameters;
                case ['{', .. var name, '}'] when segments[index].Length > 0:
                    parameters[name] = segments[index];
                    break;
                case var fixedName when fixedName == segments[index]:
                    break;
                default:
                    return null;
            }
        }

        return pattern.Length == segments.Length ? parameters : null;
    }
}

namespace Chat.Http;

/// <summary>What answers a route.</summary>
/// <param name="request">The request.</param>
/// <param name="cancellationToken">Ends with the invocation's time.</param>
internal delegate Task<Reply> Handler(ApiRequest request, CancellationToken cancellationToken);

/// <summary>A route and what answers it.</summary>
internal sealed record Endpoint(string Method, string Path, Handler Handler, ErrorFormat Errors)
{
    public Endpoint(string method, string path, Handler handler)
        : this(method, path, handler, ErrorFormat.ProblemDetails) { }

    public bool IsPublic => ApiRoute.All.Any(route => route.Method == Method && route.Path == Path && route.IsPublic);
}

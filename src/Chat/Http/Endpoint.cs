namespace Chat.Http;

/// <summary>Handles one route.</summary>
/// <param name="request">The request.</param>
/// <param name="cancellationToken">Cancelled shortly before the invocation's time ends.</param>
internal delegate Task<Reply> Handler(ApiRequest request, CancellationToken cancellationToken);

/// <summary>A route and its handler.</summary>
internal sealed record Endpoint(string Method, string Path, Handler Handler, ErrorFormat Errors)
{
    public Endpoint(string method, string path, Handler handler)
        : this(method, path, handler, ErrorFormat.ProblemDetails) { }

    public bool IsPublic => ApiRoute.All.Any(route => route.Method == Method && route.Path == Path && route.IsPublic);
}

using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LocalCloud.Network;

/// <summary>Web servers that only this machine can reach, and that say nothing on the console.</summary>
internal static class Loopback
{
    // There is no settings file, and a system lets a user watch only so many.
    private static readonly WebApplicationOptions _unwatched = new() { Args = ["--hostBuilder:reloadConfigOnChange=false"] };

    /// <param name="port">The port on 127.0.0.1; 0 picks a free one.</param>
    /// <param name="listen">What is special about the port.</param>
    /// <param name="origins">The web pages that may call it; none unless given.</param>
    public static WebApplication Create(int port, Action<ListenOptions>? listen = null, PageOrigins? origins = null)
    {
        var builder = WebApplication.CreateSlimBuilder(_unwatched);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, OwnersLifetime>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port, listen ?? (_ => { }));
            kestrel.AllowAlternateSchemes = true;

            // Streams may pause for as long as a model thinks.
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.AddServerHeader = false;
        });

        // What still runs when the cloud ends is ended, not waited for.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        var app = builder.Build();
        app.Use((http, next) => IsAdmitted(http.Request, origins ?? PageOrigins.None) ? next(http) : RefuseAsync(http));
        return app;
    }

    // The port alone keeps no page out: a browser calls loopback for a page from anywhere. Its Origin header tells which
    // page, and its Host header tells a page whose own name has been made to resolve to 127.0.0.1.
    private static bool IsAdmitted(HttpRequest request, PageOrigins origins) =>
        LoopbackHost.Is(request.Host.Host)
        && (request.Headers.Origin.ToString() is not { Length: > 0 } origin || origins.Admit(origin, request.Host));

    private static Task RefuseAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(
            """{"message":"LocalCloud answers on loopback names, and only pages whose origin is on loopback or named in ALLOWED_ORIGINS."}"""
        );
    }

    /// <summary>Where a started server listens.</summary>
    public static Uri BoundUrl(this WebApplication app) => new(app.Urls.First());

    /// <summary>Whoever started a server ends it: Ctrl+C is not for each of them to catch.</summary>
    private sealed class OwnersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

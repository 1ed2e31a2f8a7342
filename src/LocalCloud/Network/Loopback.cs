using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LocalCloud.Network;

/// <summary>Creates web servers that only this machine can reach, without output on the console.</summary>
internal static class Loopback
{
    // There is no settings file to watch, and the operating system limits the number of watches.
    private static readonly WebApplicationOptions _unwatched = new() { Args = ["--hostBuilder:reloadConfigOnChange=false"] };

    /// <param name="port">The port on 127.0.0.1; 0 picks a free one.</param>
    /// <param name="listen">Configures the port.</param>
    /// <param name="origins">The web pages that may call it; none by default.</param>
    public static WebApplication Create(int port, Action<ListenOptions>? listen = null, PageOrigins? origins = null)
    {
        var builder = WebApplication.CreateSlimBuilder(_unwatched);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, OwnersLifetime>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port, listen ?? (_ => { }));
            kestrel.AllowAlternateSchemes = true;

            // Streams may pause for a long time while a model generates.
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.AddServerHeader = false;
        });

        // Requests in progress at shutdown are cancelled, not awaited.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        var app = builder.Build();
        app.Use((http, next) => IsAdmitted(http.Request, origins ?? PageOrigins.None) ? next(http) : RefuseAsync(http));
        return app;
    }

    // Loopback alone does not keep web pages out, since a browser on this machine can call it for any page. The Origin header identifies
    // the page, and the Host header reveals a page whose own host name resolves to 127.0.0.1.
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

    /// <summary>The URL of a started server.</summary>
    public static Uri BoundUrl(this WebApplication app) => new(app.Urls.First());

    /// <summary>Ignores Ctrl+C, because the owner of a server ends it.</summary>
    private sealed class OwnersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

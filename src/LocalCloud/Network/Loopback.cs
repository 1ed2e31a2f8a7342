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
    public static WebApplication Create(int port, Action<ListenOptions>? listen = null)
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
        return builder.Build();
    }

    /// <summary>Where a started server listens.</summary>
    public static Uri BoundUrl(this WebApplication app) =>
        new(app.Urls.First());

    /// <summary>Whoever started a server ends it: Ctrl+C is not for each of them to catch.</summary>
    private sealed class OwnersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

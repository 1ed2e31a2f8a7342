using System.Diagnostics;
using System.Globalization;
using System.Net;
using LocalCloud.Network;
using LocalCloud.Settings;

namespace LocalCloud.DynamoDB;

/// <summary>dynalite as a child process, which ends when its standard input is closed.</summary>
internal sealed class Dynalite : IAsyncDisposable
{
    private readonly Process _process;
    private bool _isDisposed;

    private Dynalite(Process process, int port)
    {
        _process = process;
        Url = new($"http://{IPAddress.Loopback}:{port}/");
    }

    public Uri Url { get; }

    /// <summary>Completes when the process ends.</summary>
    public Task EndedAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <param name="port">The port on 127.0.0.1; 0 picks a free one.</param>
    /// <param name="folder">The folder for the data; null for memory.</param>
    /// <param name="origins">The web pages that may call it.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="UsageException">Node.js is missing, or the port or the folder is in use.</exception>
    public static async Task<Dynalite> StartAsync(int port, string? folder, PageOrigins origins, CancellationToken cancellationToken)
    {
        await NodeTools.InstallAsync(Checkout.Root, cancellationToken);
        var script = Path.Combine(AppContext.BaseDirectory, "DynamoDB", "dynalite.mjs");
        ProcessStartInfo start = new(
            "node",
            [
                "--no-deprecation",
                script,
                Checkout.Root,
                port.ToString(CultureInfo.InvariantCulture),
                Allowed(origins),
                .. folder is null ? Array.Empty<string>() : [folder],
            ]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };

        // The developer's options for Node.js (a debugger's port, a preloaded module) would break it.
        start.Environment.Remove("NODE_OPTIONS");
        var process = NodeTools.Start(start);
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();

            return new(process, BoundPort(line, port, folder));
        }
        catch
        {
            await EndAsync(process);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            await EndAsync(_process);
        }
    }

    private static string Allowed(PageOrigins origins) =>
        string.Join(
            ' ',
            [.. origins.AdmitsLoopback ? (string[])["loopback"] : [], .. origins.Named.Select(origin => origin.ToLowerInvariant())]
        );

    private static int BoundPort(string? line, int port, string? folder) =>
        line?.Split(' ', 2) switch
        {
            ["ready", var bound] => int.Parse(bound, CultureInfo.InvariantCulture),
            ["refused", "EADDRINUSE"] => throw new UsageException($"port {port} is in use; choose another with --port."),
            ["refused", "LEVEL_LOCKED"] => throw new UsageException(
                $"{folder} is in use by another LocalCloud; choose another folder with --data, or --data memory."
            ),
            ["refused", var reason] => throw new UsageException(
                $"dynalite cannot start on port {port} with its data in {folder ?? "memory"}: {reason}"
            ),
            _ => throw new UsageException("dynalite ended before it was ready."),
        };

    private static async Task EndAsync(Process process)
    {
        using var ended = process;
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The process has ended, and its end of the pipe with it.
        }

        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(5));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using Chat.Configuration;
using LocalCloud.Settings;
using Shared;

namespace Benchmarks.Load;

/// <summary>
/// LocalCloud as a process of its own, so that its memory is its own, in a session of its own: Ctrl+C in the terminal must not
/// end it before everything was read back.
/// </summary>
internal sealed class LoadCloud : IAsyncDisposable
{
    private const int KeptLines = 20;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(15);

    private readonly Process _process;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> _errors = new();

    private LoadCloud(Process process, int port)
    {
        (_process, Api) = (process, new($"http://127.0.0.1:{port}/v1/"));
        process.OutputDataReceived += (_, line) => ReadOutput(line.Data);
        process.ErrorDataReceived += (_, line) => ReadError(line.Data);
    }

    public Uri Api { get; }

    /// <summary>What it and the functions wrote last to standard error.</summary>
    public IReadOnlyList<string> Errors
    {
        get
        {
            lock (_errors)
            {
                return [.. _errors];
            }
        }
    }

    /// <param name="functions">The functions' executable.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="UsageException">It does not start.</exception>
    public static async Task<LoadCloud> StartAsync(string functions, CancellationToken cancellationToken)
    {
        var port = Repository.FreePorts();
        ProcessStartInfo start = new(
            "setsid",
            [
                Path.Combine(AppContext.BaseDirectory, "LocalCloud"),
                "--port",
                port.ToString(CultureInfo.InvariantCulture),
                "--data",
                "memory",
                "--functions",
                functions,
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // What a developer has set for other runs, such as a budget, is not measured here.
        foreach (var name in FunctionVariables.All)
        {
            start.Environment.Remove(name);
        }

        LoadCloud cloud = new(new() { StartInfo = start }, port);
        try
        {
            cloud._process.Start();
            cloud._process.BeginOutputReadLine();
            cloud._process.BeginErrorReadLine();
            await cloud._ready.Task.WaitAsync(cancellationToken);

            return cloud;
        }
        catch
        {
            await cloud.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            using CancellationTokenSource patience = new(_patience);
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync();
            }
        }

        _process.Dispose();
    }

    private void ReadOutput(string? line)
    {
        if (line is null)
        {
            _ready.TrySetException(new UsageException($"LocalCloud does not start: {string.Join('\n', Errors)}"));
        }
        else if (line.StartsWith("Ctrl+C", StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
    }

    private void ReadError(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_errors)
        {
            _errors.Enqueue(line);
            if (_errors.Count > KeptLines)
            {
                _errors.Dequeue();
            }
        }
    }
}

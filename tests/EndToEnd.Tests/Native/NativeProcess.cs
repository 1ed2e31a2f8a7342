using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using LocalCloud.Lambda;

namespace EndToEnd.Tests.Native;

/// <summary>One process of the native function, with a Runtime API of its own, whose end can be watched.</summary>
internal sealed class NativeProcess : IAsyncDisposable
{
    private readonly RuntimeApiServer _api;
    private readonly DroppingProxy? _proxy;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = [];
    private int _invoked;

    private NativeProcess(RuntimeApiServer api, DroppingProxy? proxy, Process process)
    {
        (_api, _proxy, _process) = (api, proxy, process);
        process.OutputDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
    }

    /// <summary>Its log's lines about requests; all of them once the process has ended.</summary>
    public IEnumerable<JsonNode> RequestLines =>
        _lines
            .Where(line => line.StartsWith('{'))
            .Select(line => JsonNode.Parse(line)!)
            .Where(line => (string?)line["message"] == "request");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="bootstrap">The executable.</param>
    /// <param name="variables">Its environment.</param>
    /// <param name="proxy">Makes what the process reaches its Runtime API through; null for no proxy.</param>
    public static async Task<NativeProcess> StartAsync(
        string bootstrap,
        IReadOnlyDictionary<string, string> variables,
        Func<Uri, DroppingProxy>? proxy = null
    )
    {
        var api = await RuntimeApiServer.StartAsync();
        var dropping = proxy?.Invoke(new($"http://{api.HostAndPort}"));
        ProcessStartInfo start = new(bootstrap) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        start.Environment["AWS_LAMBDA_RUNTIME_API"] = dropping?.Url.Authority ?? api.HostAndPort;
        var process = Process.Start(start)!;
        NativeProcess started = new(api, dropping, process);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        return started;
    }

    public async Task<PendingInvocation> InvokeAsync(byte[] payload)
    {
        PendingInvocation invocation = new(
            Guid.NewGuid().ToString(),
            payload,
            $"Root=1-6922e0f1-5d3f0c1a2b4c6d8e{Interlocked.Increment(ref _invoked):x8}",
            DateTimeOffset.UtcNow.AddMinutes(5)
        );
        await _api.InvokeAsync(invocation);

        return invocation;
    }

    /// <summary>What Lambda sends when it shuts an execution environment down.</summary>
    public Task TerminateAsync() => SignalAsync("-TERM");

    /// <summary>What Lambda does to an idle execution environment.</summary>
    public Task FreezeAsync() => SignalAsync("-STOP");

    public Task ThawAsync() => SignalAsync("-CONT");

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Token);
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(Token).WaitAsync(TimeSpan.FromMinutes(1), Token);

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        await (_proxy?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _api.DisposeAsync();
    }
}

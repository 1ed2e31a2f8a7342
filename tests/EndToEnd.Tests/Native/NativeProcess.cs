using System.Diagnostics;
using System.Globalization;
using LocalCloud.Lambda;

namespace EndToEnd.Tests.Native;

/// <summary>One process of the native function, with a Runtime API of its own, whose end can be watched.</summary>
internal sealed class NativeProcess : IAsyncDisposable
{
    private readonly RuntimeApi _api;
    private readonly Process _process;

    private NativeProcess(RuntimeApi api, Process process) => (_api, _process) = (api, process);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<NativeProcess> StartAsync(string bootstrap, IReadOnlyDictionary<string, string> variables)
    {
        var api = await RuntimeApi.StartAsync();
        ProcessStartInfo start = new(bootstrap) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        start.Environment["AWS_LAMBDA_RUNTIME_API"] = api.HostAndPort;
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        return new(api, process);
    }

    public async Task<Invocation> InvokeAsync(byte[] payload)
    {
        Invocation invocation = new(Guid.NewGuid().ToString(), payload, "Root=1-6922e0f1-5d3f0c1a2b4c6d8e9fa0b1c2", DateTimeOffset.UtcNow.AddMinutes(1));
        await _api.InvokeAsync(invocation);

        return invocation;
    }

    /// <summary>What Lambda sends when it shuts an execution environment down.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
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
        await _api.DisposeAsync();
    }
}

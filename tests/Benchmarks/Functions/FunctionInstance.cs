using System.Diagnostics;
using System.Globalization;
using System.Text;
using LocalCloud.Lambda;

namespace Benchmarks.Functions;

/// <summary>A function's process with a Runtime API of its own.</summary>
internal sealed class FunctionInstance : IAsyncDisposable
{
    // Linux counts processor time in this unit, on every machine that .NET runs on.
    private const double TicksPerSecond = 100;

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private readonly RuntimeApiServer _api;
    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private bool _started;

    private FunctionInstance(RuntimeApiServer api, Process process)
    {
        (_api, _process) = (api, process);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => _errors.AppendLine(line.Data);
    }

    /// <summary>The number of its process.</summary>
    public int Id => _process.Id;

    /// <summary>When it first asked for an event, in Stopwatch ticks.</summary>
    public long FirstAsked => _api.FirstAsked ?? throw new InvalidDataException("The function has not asked for an event.");

    /// <summary>The processor time so far, in seconds.</summary>
    public double ProcessorTime
    {
        get
        {
            // Behind the name, which may hold anything, utime and stime are the twelfth and thirteenth field.
            var fields = File.ReadAllText($"/proc/{_process.Id}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return fields[11..13].Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)) / TicksPerSecond;
        }
    }

    /// <summary>The most memory that was resident at any time, in MB.</summary>
    public double PeakMemory
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
        }
    }

    /// <summary>Everything but the process, which starts with the first event.</summary>
    public static async Task<FunctionInstance> PrepareAsync(
        Contestant contestant,
        Job job,
        Stage stage,
        bool overTls = false,
        params IReadOnlyList<(string Name, string Value)> variables
    )
    {
        var api = await RuntimeApiServer.StartAsync();
        ProcessStartInfo start = new(contestant.Command[0], contestant.Command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Lambda's environment is bare.
        foreach (var name in start.Environment.Keys.Except(["PATH", "DOTNET_ROOT"]).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in stage.VariablesFor(job, overTls))
        {
            start.Environment[name] = value;
        }

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        start.Environment["AWS_LAMBDA_RUNTIME_API"] = api.HostAndPort;
        return new(api, new() { StartInfo = start });
    }

    /// <summary>Has an event answered, by a process that is started if there is none.</summary>
    /// <param name="payload">The event.</param>
    /// <param name="onEvent">Called with the count of server-sent events that are there so far.</param>
    /// <exception cref="InvalidDataException">The function failed, or gave no answer.</exception>
    public async Task<Answer> InvokeAsync(byte[] payload, Action<int>? onEvent = null)
    {
        PendingInvocation invocation = new(
            Guid.NewGuid().ToString(),
            payload,
            "Root=1-6922e0f1-5d3f0c1a2b4c6d8e9fa0b1c2",
            DateTimeOffset.UtcNow + _patience
        );
        var began = Stopwatch.GetTimestamp();
        await _api.InvokeAsync(invocation);
        if (!_started)
        {
            _started = true;
            _process.Start();
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }

        try
        {
            var body = await AnswerReader.ReadAsync(await invocation.Response.WaitAsync(_patience), onEvent).WaitAsync(_patience);
            var ended = Stopwatch.GetTimestamp();
            await invocation.Ended.WaitAsync(_patience);
            return new(body, began, ended);
        }
        catch (TimeoutException silent)
        {
            throw new InvalidDataException($"{_process.StartInfo.FileName} did not answer: {_errors}{_api.InitError}", silent);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_started)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        await _api.DisposeAsync();
    }
}

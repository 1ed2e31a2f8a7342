using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Threading.Channels;

namespace Shared;

/// <summary>LocalCloud as a newcomer starts it: a process of its own.</summary>
internal sealed class LocalCloudProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _output = new();
    private int _openStreams = 2;

    private LocalCloudProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Write(line.Data);
        process.ErrorDataReceived += (_, line) => Write(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The functions' executable, as the build leaves it beside the tests.</summary>
    public static string Bootstrap => Path.Combine(AppContext.BaseDirectory, "bootstrap");

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    // A shell that runs the tests in the background makes its children ignore Ctrl+C.
    public static LocalCloudProcess Start(params string[] arguments) => StartWith([], arguments);

    /// <param name="variables">Each <c>NAME=VALUE</c>.</param>
    /// <param name="arguments">LocalCloud's options.</param>
    public static LocalCloudProcess StartWith(string[] variables, params string[] arguments) =>
        Start("env", ["--default-signal=INT", .. variables, Path.Combine(AppContext.BaseDirectory, "LocalCloud"), .. arguments]);

    /// <summary>As README starts it, without the build.</summary>
    public static LocalCloudProcess StartByDotnetRun(params string[] arguments) =>
        Start("dotnet", ["run", "--no-build", "--project", "src/LocalCloud", "--", .. arguments]);

    /// <summary>Unless the arguments say where, it keeps its data in memory: the developer's own are not the tests'.</summary>
    private static LocalCloudProcess Start(string command, string[] arguments)
    {
        string[] data = arguments.Contains("--data") ? [] : ["--data", "memory"];
        ProcessStartInfo start = new(command, [.. arguments, .. data])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };

        return new(new Process { StartInfo = start });
    }

    /// <summary>Waits for a line with the text, and gives the line.</summary>
    public async Task<string> LineWithAsync(string text, CancellationToken cancellationToken)
    {
        await foreach (var line in _lines.Reader.ReadAllAsync(cancellationToken))
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"It ended without \"{text}\":\n{Output}");
    }

    /// <summary>Ends it as <c>kill -9</c> does, and leaves its children to themselves.</summary>
    public void Kill() => _process.Kill();

    public async Task<int> ExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);

        return _process.ExitCode;
    }

    /// <summary>What Ctrl+C sends.</summary>
    public async Task InterruptAsync(CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancellationToken);
    }

    /// <summary>The ids of the processes that it has started.</summary>
    public IReadOnlyList<int> Children() =>
        [
            .. Directory
                .GetDirectories("/proc")
                .Select(folder => int.TryParse(Path.GetFileName(folder), out var process) ? process : 0)
                .Where(process =>
                    process > 0 && Read($"/proc/{process}/status").Contains($"\nPPid:\t{_process.Id}\n", StringComparison.Ordinal)
                ),
        ];

    /// <summary>Those of its children whose command line has the text.</summary>
    public IReadOnlyList<int> Children(string program) =>
        [.. Children().Where(child => Read($"/proc/{child}/cmdline").Contains(program, StringComparison.Ordinal))];

    /// <summary>Waits until a process has ended. One whose parent is gone may stay in the table until its exit code is read.</summary>
    public static async Task GoneAsync(int process, CancellationToken cancellationToken)
    {
        while (Read($"/proc/{process}/status") is { Length: > 0 } status && !status.Contains("State:\tZ", StringComparison.Ordinal))
        {
            await Task.Delay(20, cancellationToken);
        }
    }

    // Processes end while they are looked at.
    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Write(string? line)
    {
        if (line is null)
        {
            if (Interlocked.Decrement(ref _openStreams) == 0)
            {
                _lines.Writer.TryComplete();
            }

            return;
        }

        lock (_output)
        {
            _output.AppendLine(line);
        }

        _lines.Writer.TryWrite(line);
    }
}

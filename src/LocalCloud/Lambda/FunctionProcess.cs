using System.Diagnostics;

namespace LocalCloud.Lambda;

/// <summary>Runs a published bootstrap as a process.</summary>
internal static class FunctionProcess
{
    /// <summary>Runs until the process ends, or ends it on cancellation.</summary>
    public static async Task RunAsync(
        string path,
        IReadOnlyDictionary<string, string> variables,
        FunctionOutput output,
        CancellationToken stop
    )
    {
        ProcessStartInfo start = new(path) { RedirectStandardOutput = true, RedirectStandardError = true };

        // Lambda's environment has few variables; a bootstrap that is not native needs to find its runtime.
        foreach (var name in start.Environment.Keys.Except(["PATH", "DOTNET_ROOT"]).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using Process process = new() { StartInfo = start };
        process.OutputDataReceived += (_, line) => Forward(line.Data);
        process.ErrorDataReceived += (_, line) => Forward(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        void Forward(string? line)
        {
            if (line is not null)
            {
                output.Take(line);
            }
        }
    }
}

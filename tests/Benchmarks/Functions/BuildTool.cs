using System.ComponentModel;
using System.Diagnostics;

namespace Benchmarks.Functions;

/// <summary>What a program by which a peer is built has printed, on both of its outputs.</summary>
internal sealed record BuildTool(bool Succeeded, string Output, string Errors)
{
    /// <summary>Runs a program to its end.</summary>
    /// <returns>Null if it is not installed.</returns>
    public static async Task<BuildTool?> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using Process process = new() { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            return null;
        }

        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);

        return new(process.ExitCode == 0, (await output).Trim(), errors.Trim());
    }
}

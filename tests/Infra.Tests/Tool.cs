using System.ComponentModel;
using System.Diagnostics;

namespace Infra.Tests;

/// <summary>A program that is not .NET's: what it prints, and how it ends.</summary>
internal static class Tool
{
    /// <returns>Null if there is no such program here.</returns>
    public static async Task<(int Status, string Output)?> RunAsync(string program, IReadOnlyList<string> arguments, string? folder = null)
    {
        try
        {
            ProcessStartInfo start = new(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = folder ?? "",
            };
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);

            return (process.ExitCode, output + await errors);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}

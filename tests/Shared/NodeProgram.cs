using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Shared;

/// <summary>Programs of other languages as processes of their own.</summary>
internal static class NodeProgram
{
    /// <summary>What a program prints as JSON.</summary>
    public static async Task<JsonNode> RunJsonAsync(string program, params string[] arguments) =>
        JsonNode.Parse(await RunAsync(program, arguments))!;

    /// <summary>What a program prints.</summary>
    /// <exception cref="InvalidOperationException">Its exit status is not 0; the message has all that it printed.</exception>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);

            return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} failed: {output}{await errors}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}

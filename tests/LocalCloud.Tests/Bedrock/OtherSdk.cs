using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace LocalCloud.Tests.Bedrock;

/// <summary>Runs an AWS SDK of another language as a process of its own; npm ci happens once for a lock file.</summary>
public sealed class OtherSdk : IAsyncLifetime
{
    private static readonly string _here = Here();

    public async ValueTask InitializeAsync()
    {
        var folder = Path.Combine(_here, "node");
        FileInfo installed = new(Path.Combine(folder, "node_modules", ".package-lock.json"));
        if (!installed.Exists || installed.LastWriteTimeUtc < File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json")))
        {
            await RunAsync(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", "ci", "--prefix", folder);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public static async Task<JsonNode> NodeAsync(Uri endpoint, JsonObject call, string program = "client.mjs") =>
        JsonNode.Parse(await RunAsync("node", Path.Combine(_here, "node", program), endpoint.ToString(), call.ToJsonString()))!;

    public static Task<JsonNode> PythonAsync(Uri endpoint, string modelId, string secret) =>
        PythonAsync("client.py", endpoint.ToString(), modelId, secret);

    public static async Task<JsonNode> PythonAsync(string program, params string[] arguments)
    {
        try
        {
            await RunAsync("python3", "-c", "import boto3");
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            Assert.Skip("boto3 is not installed.");
        }

        return JsonNode.Parse(await RunAsync("python3", [Path.Combine(_here, "python", program), .. arguments]))!;
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);

            return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} failed: {await errors}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}

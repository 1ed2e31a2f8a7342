using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using LocalCloud.DynamoDB;
using Shared;

namespace LocalCloud.Tests.Bedrock;

/// <summary>Runs an AWS SDK of another language as a process of its own; its packages are installed by whichever test needs them first.</summary>
public sealed class OtherSdk : IAsyncLifetime
{
    private static readonly string _here = Here();

    public async ValueTask InitializeAsync() =>
        await NodeTools.InstallAsync(Path.Combine(_here, "node"), TestContext.Current.CancellationToken, runsScripts: false);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public static Task<JsonNode> NodeAsync(Uri endpoint, JsonObject call, string program = "client.mjs") =>
        NodeProgram.RunJsonAsync("node", NodeFile(program), endpoint.ToString(), call.ToJsonString());

    public static string NodeFile(string program) => Path.Combine(_here, "node", program);

    public static Task<JsonNode> PythonAsync(Uri endpoint, string modelId, string secret) =>
        PythonAsync("client.py", endpoint.ToString(), modelId, secret);

    public static async Task<JsonNode> PythonAsync(string program, params string[] arguments)
    {
        try
        {
            await NodeProgram.RunAsync("python3", "-c", "import boto3");
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            Assert.Skip("boto3 is not installed.");
        }

        return await NodeProgram.RunJsonAsync("python3", [Path.Combine(_here, "python", program), .. arguments]);
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}

using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using LocalCloud.Bedrock.Faults;
using LocalCloud.DynamoDB;
using Shared;

namespace Chat.Tests.Compatibility;

/// <summary>
/// Clients as processes of their own, each with all of its scenarios, against one cloud. It has one region, so that the faults of
/// one scenario do not close it for the next, and a budget that answers of usual length fit into.
/// </summary>
public sealed class ClientRuns : IAsyncLifetime
{
    private const string Retried = "echo: fault once";
    private readonly Dictionary<string, Task<JsonNode>> _reports = [];
    private readonly SemaphoreSlim _one = new(1);

    internal static string Folder { get; } = Path.Combine(Here(), "node");

    internal LocalCloudFixture Cloud { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await NodeTools.InstallAsync(Folder, TestContext.Current.CancellationToken, runsScripts: false);
        Cloud = await LocalCloudFixture.StartAsync(
            new()
            {
                TokenDelay = TimeSpan.FromMilliseconds(1),
                Environment = new Dictionary<string, string> { ["DAILY_BUDGET_USD"] = "0.0019", ["MODEL_REGIONS"] = "us-east-1" },
            }
        );
        FaultKind[] kinds =
        [
            FaultKind.Throttle,
            FaultKind.EndOfLife,
            FaultKind.AccessDenied,
            FaultKind.ModelError,
            FaultKind.Unavailable,
            FaultKind.ModelTimeout,
            FaultKind.NotReady,
            FaultKind.FailMidStream,
            FaultKind.SlowFirstToken,
        ];
        foreach (var kind in kinds)
        {
            var name = System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
            Cloud.Cloud.Bedrock!.Faults.Add(
                new()
                {
                    Fault = kind,
                    WhenPromptContains = $"fault: {name}",
                    AfterChunks = kind == FaultKind.FailMidStream ? 2 : null,
                    DelayMs = kind == FaultKind.SlowFirstToken ? 3000 : null,
                }
            );
        }
    }

    public ValueTask DisposeAsync()
    {
        _one.Dispose();

        return Cloud.DisposeAsync();
    }

    /// <summary>What came of one scenario: a value or an error, and how many requests with a body were sent.</summary>
    /// <param name="client">The program, and the package where it takes one: <c>openai openai-6</c>.</param>
    /// <param name="scenario">The scenario's name.</param>
    internal async Task<JsonNode> OutcomeAsync(string client, string scenario)
    {
        await _one.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!_reports.TryGetValue(client, out var report))
            {
                // As many calls as one request makes: only a second request is answered.
                Cloud.Cloud.Bedrock!.Faults.Add(
                    new()
                    {
                        Fault = FaultKind.Throttle,
                        WhenPromptContains = Retried,
                        Times = Llama.LlamaClient.MaxCalls,
                    }
                );
                var program = client.Split(' ');
                _reports[client] = report = NodeProgram.RunJsonAsync(
                    "node",
                    [Path.Combine(Folder, $"{program[0]}.mjs"), Cloud.Cloud.Api.ToString(), client.Replace(' ', '-'), .. program[1..]]
                );
            }

            var outcome = (await report)[scenario];
            Assert.True(outcome is not null, $"{client} has no scenario {scenario}.");

            return outcome;
        }
        finally
        {
            _one.Release();
        }
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}

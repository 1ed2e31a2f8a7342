using LocalCloud;
using LocalCloud.Bedrock;
using LocalCloud.Settings;
using Shared;

namespace EndToEnd.Tests.Conversations;

/// <summary>A cloud in this process whose model hurries.</summary>
public sealed class FastCloud : IAsyncLifetime
{
    // Limits that no test reaches, so that every answer is reserved and settled.
    private static CloudOptions Options =>
        new()
        {
            TokenDelay = TimeSpan.FromMilliseconds(1),
            Environment = new Dictionary<string, string> { ["DAILY_BUDGET_USD"] = "1000", ["CONCURRENCY_LIMIT"] = "1000" },
        };

    private Cloud? _cloud;

    internal Uri Api => _cloud!.Api;

    internal BedrockEmulator Bedrock => _cloud!.Bedrock!;

    public async ValueTask InitializeAsync() =>
        _cloud = await Cloud.StartAsync(Options, new NoLog(), TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _cloud?.DisposeAsync() ?? ValueTask.CompletedTask;
}

using LocalCloud;
using LocalCloud.Bedrock;

namespace EndToEnd.Tests.Conversations;

/// <summary>A cloud in this process whose model hurries.</summary>
public sealed class FastCloud : IAsyncLifetime
{
    private Cloud? _cloud;

    internal Uri Api => _cloud!.Api;

    internal BedrockStandIn Bedrock => _cloud!.Bedrock!;

    public async ValueTask InitializeAsync() =>
        _cloud = await Cloud.StartAsync(new() { TokenDelay = TimeSpan.FromMilliseconds(1) }, new NoLog(), TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _cloud?.DisposeAsync() ?? ValueTask.CompletedTask;
}

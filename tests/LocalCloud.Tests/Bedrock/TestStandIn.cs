using LocalCloud.Bedrock;

namespace LocalCloud.Tests.Bedrock;

internal static class TestStandIn
{
    public static Task<BedrockStandIn> StartAsync(
        Uri? upstream = null,
        TimeSpan tokenDelay = default,
        TimeProvider? time = null,
        string? knowledge = null
    ) =>
        BedrockStandIn.StartAsync(
            new()
            {
                Upstream = upstream,
                TokenDelay = tokenDelay,
                Time = time ?? TimeProvider.System,
                KnowledgeFolder = knowledge,
            },
            TestContext.Current.CancellationToken
        );
}

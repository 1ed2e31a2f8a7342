using LocalCloud.Bedrock;

namespace LocalCloud.Tests.Bedrock;

internal static class TestEmulator
{
    public static Task<BedrockEmulator> StartAsync(
        Uri? upstream = null,
        TimeSpan tokenDelay = default,
        TimeProvider? time = null,
        string? knowledge = null
    ) =>
        BedrockEmulator.StartAsync(
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

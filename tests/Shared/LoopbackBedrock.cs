using Amazon.BedrockAgentRuntime;
using Amazon.BedrockRuntime;
using Amazon.Runtime;

namespace Shared;

/// <summary>The SDK's clients for a server on loopback.</summary>
internal static class LoopbackBedrock
{
    public const string Region = "us-east-1";

    public static AmazonBedrockRuntimeClient Client(
        string url,
        int retries = 0,
        string secret = "local",
        TimeSpan? timeout = null,
        string region = Region
    ) =>
        new(
            new BasicAWSCredentials("local", secret),
            new AmazonBedrockRuntimeConfig
            {
                ServiceURL = url,
                AuthenticationRegion = region,
                MaxErrorRetry = retries,
                Timeout = timeout ?? TimeSpan.FromMinutes(1),
            }
        );

    public static AmazonBedrockAgentRuntimeClient AgentClient(string url) =>
        new(
            new BasicAWSCredentials("local", "local"),
            new AmazonBedrockAgentRuntimeConfig
            {
                ServiceURL = url,
                AuthenticationRegion = "us-east-1",
                MaxErrorRetry = 0,
            }
        );
}

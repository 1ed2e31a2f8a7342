using Amazon.BedrockAgentRuntime.Model;
using Amazon.Runtime;

namespace Amazon.BedrockAgentRuntime;

/// <summary>Queries knowledge bases of Amazon Bedrock.</summary>
public interface IAmazonBedrockAgentRuntime : IAmazonService, IDisposable
{
    /// <summary>The passages of a knowledge base that fit a query best.</summary>
    Task<RetrieveResponse> RetrieveAsync(RetrieveRequest request, CancellationToken cancellationToken = default);

    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonBedrockAgentRuntimeConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonBedrockAgentRuntimeClient(awsCredentials, (AmazonBedrockAgentRuntimeConfig)clientConfig);
}

using Amazon.BedrockRuntime.Model;
using Amazon.Runtime;

namespace Amazon.BedrockRuntime;

/// <summary>Runs models on Amazon Bedrock.</summary>
public interface IAmazonBedrockRuntime : IAmazonService, IDisposable
{
    /// <summary>The whole answer at once.</summary>
    Task<InvokeModelResponse> InvokeModelAsync(InvokeModelRequest request, CancellationToken cancellationToken = default);

    /// <summary>
    /// The answer as it is generated. The token ends the exchange until the response is there; pass it to the
    /// enumeration of the body as well.
    /// </summary>
    Task<InvokeModelWithResponseStreamResponse> InvokeModelWithResponseStreamAsync(
        InvokeModelWithResponseStreamRequest request,
        CancellationToken cancellationToken = default
    );

    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonBedrockRuntimeConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonBedrockRuntimeClient(awsCredentials, (AmazonBedrockRuntimeConfig)clientConfig);
}

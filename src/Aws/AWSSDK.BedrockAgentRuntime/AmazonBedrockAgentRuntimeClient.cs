using Amazon.BedrockAgentRuntime.Internal;
using Amazon.BedrockAgentRuntime.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Shared;

namespace Amazon.BedrockAgentRuntime;

/// <summary>Queries knowledge bases of Amazon Bedrock. Thread-safe: one client serves a whole process.</summary>
public class AmazonBedrockAgentRuntimeClient : AmazonServiceClient, IAmazonBedrockAgentRuntime
{
    private static readonly ServiceName _serviceName = new(AmazonBedrockAgentRuntimeConfig.ServiceId);

    public AmazonBedrockAgentRuntimeClient()
        : base(new AmazonBedrockAgentRuntimeConfig()) { }

    public AmazonBedrockAgentRuntimeClient(RegionEndpoint region)
        : base(new AmazonBedrockAgentRuntimeConfig { RegionEndpoint = region }) { }

    public AmazonBedrockAgentRuntimeClient(AmazonBedrockAgentRuntimeConfig config)
        : base(config) { }

    public AmazonBedrockAgentRuntimeClient(AWSCredentials credentials)
        : this(credentials, new AmazonBedrockAgentRuntimeConfig()) { }

    public AmazonBedrockAgentRuntimeClient(AWSCredentials credentials, RegionEndpoint region)
        : this(credentials, new AmazonBedrockAgentRuntimeConfig { RegionEndpoint = region }) { }

    public AmazonBedrockAgentRuntimeClient(AWSCredentials credentials, AmazonBedrockAgentRuntimeConfig clientConfig)
        : base(credentials, clientConfig) { }

    public AmazonBedrockAgentRuntimeClient(string awsAccessKeyId, string awsSecretAccessKey)
        : this(awsAccessKeyId, awsSecretAccessKey, new AmazonBedrockAgentRuntimeConfig()) { }

    public AmazonBedrockAgentRuntimeClient(string awsAccessKeyId, string awsSecretAccessKey, RegionEndpoint region)
        : this(awsAccessKeyId, awsSecretAccessKey, new AmazonBedrockAgentRuntimeConfig { RegionEndpoint = region }) { }

    public AmazonBedrockAgentRuntimeClient(string awsAccessKeyId, string awsSecretAccessKey, AmazonBedrockAgentRuntimeConfig clientConfig)
        : base(awsAccessKeyId, awsSecretAccessKey, clientConfig) { }

    public AmazonBedrockAgentRuntimeClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken)
        : this(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, new AmazonBedrockAgentRuntimeConfig()) { }

    public AmazonBedrockAgentRuntimeClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken, RegionEndpoint region)
        : this(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, new AmazonBedrockAgentRuntimeConfig { RegionEndpoint = region }) { }

    public AmazonBedrockAgentRuntimeClient(
        string awsAccessKeyId,
        string awsSecretAccessKey,
        string awsSessionToken,
        AmazonBedrockAgentRuntimeConfig clientConfig
    )
        : base(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, clientConfig) { }

    protected override IServiceMetadata ServiceMetadata => _serviceName;

    public virtual Task<RetrieveResponse> RetrieveAsync(RetrieveRequest request, CancellationToken cancellationToken = default)
    {
        InvokeOptions options = new()
        {
            RequestMarshaller = RetrieveMarshaller.Instance,
            ResponseUnmarshaller = RetrieveUnmarshaller.Instance,
        };
        return InvokeAsync<RetrieveResponse>(request, options, cancellationToken);
    }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new BedrockEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new BedrockAuthSchemes());
    }
}

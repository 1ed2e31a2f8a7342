using Amazon.BedrockRuntime.Internal;
using Amazon.BedrockRuntime.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Shared;

namespace Amazon.BedrockRuntime;

/// <summary>Runs models on Amazon Bedrock. Thread-safe: one client serves a whole process.</summary>
public class AmazonBedrockRuntimeClient : AmazonServiceClient, IAmazonBedrockRuntime
{
    private static readonly ServiceName _serviceName = new(AmazonBedrockRuntimeConfig.ServiceId);

    public AmazonBedrockRuntimeClient()
        : base(new AmazonBedrockRuntimeConfig()) { }

    public AmazonBedrockRuntimeClient(RegionEndpoint region)
        : base(new AmazonBedrockRuntimeConfig { RegionEndpoint = region }) { }

    public AmazonBedrockRuntimeClient(AmazonBedrockRuntimeConfig config)
        : base(config) { }

    public AmazonBedrockRuntimeClient(AWSCredentials credentials)
        : this(credentials, new AmazonBedrockRuntimeConfig()) { }

    public AmazonBedrockRuntimeClient(AWSCredentials credentials, RegionEndpoint region)
        : this(credentials, new AmazonBedrockRuntimeConfig { RegionEndpoint = region }) { }

    public AmazonBedrockRuntimeClient(AWSCredentials credentials, AmazonBedrockRuntimeConfig clientConfig)
        : base(credentials, clientConfig) { }

    public AmazonBedrockRuntimeClient(string awsAccessKeyId, string awsSecretAccessKey)
        : this(awsAccessKeyId, awsSecretAccessKey, new AmazonBedrockRuntimeConfig()) { }

    public AmazonBedrockRuntimeClient(string awsAccessKeyId, string awsSecretAccessKey, RegionEndpoint region)
        : this(awsAccessKeyId, awsSecretAccessKey, new AmazonBedrockRuntimeConfig { RegionEndpoint = region }) { }

    public AmazonBedrockRuntimeClient(string awsAccessKeyId, string awsSecretAccessKey, AmazonBedrockRuntimeConfig clientConfig)
        : base(awsAccessKeyId, awsSecretAccessKey, clientConfig) { }

    public AmazonBedrockRuntimeClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken)
        : this(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, new AmazonBedrockRuntimeConfig()) { }

    public AmazonBedrockRuntimeClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken, RegionEndpoint region)
        : this(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, new AmazonBedrockRuntimeConfig { RegionEndpoint = region }) { }

    public AmazonBedrockRuntimeClient(
        string awsAccessKeyId,
        string awsSecretAccessKey,
        string awsSessionToken,
        AmazonBedrockRuntimeConfig clientConfig
    )
        : base(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, clientConfig) { }

    protected override IServiceMetadata ServiceMetadata => _serviceName;

    public virtual Task<InvokeModelResponse> InvokeModelAsync(InvokeModelRequest request, CancellationToken cancellationToken = default)
    {
        InvokeOptions options = new()
        {
            RequestMarshaller = InvocationMarshaller.Whole,
            ResponseUnmarshaller = InvocationUnmarshaller.Instance,
        };
        return CallAsync<InvokeModelResponse>(request, options, cancellationToken);
    }

    public virtual Task<InvokeModelWithResponseStreamResponse> InvokeModelWithResponseStreamAsync(
        InvokeModelWithResponseStreamRequest request,
        CancellationToken cancellationToken = default
    )
    {
        InvokeOptions options = new()
        {
            RequestMarshaller = InvocationMarshaller.Streamed,
            ResponseUnmarshaller = StreamedInvocationUnmarshaller.Instance,
        };
        return CallAsync<InvokeModelWithResponseStreamResponse>(request, options, cancellationToken);
    }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new BedrockEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new BedrockAuthSchemes());
    }

    // The pipeline's handlers are generic methods: with one response type for all operations, and all services, native code
    // puts each of them together once.
    private async Task<T> CallAsync<T>(AmazonWebServiceRequest request, InvokeOptions options, CancellationToken cancellationToken)
        where T : AmazonWebServiceResponse =>
        (T)await InvokeAsync<AmazonWebServiceResponse>(request, options, cancellationToken).ConfigureAwait(false);
}

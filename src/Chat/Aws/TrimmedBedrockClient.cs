using Amazon.BedrockRuntime;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Chat.Aws;

/// <summary>Bedrock's client with a shorter SDK pipeline, for a faster cold start.</summary>
internal sealed class TrimmedBedrockClient : AmazonBedrockRuntimeClient
{
    public TrimmedBedrockClient(AmazonBedrockRuntimeConfig config)
        : base(config) { }

    public TrimmedBedrockClient(AWSCredentials credentials, AmazonBedrockRuntimeConfig config)
        : base(credentials, config) { }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        SdkPipeline.Trim(pipeline);
    }
}

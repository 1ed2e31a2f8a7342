using Amazon.BedrockRuntime;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Chat.Aws;

/// <summary>Bedrock's client with a trimmed pipeline.</summary>
internal sealed class QuickStartBedrock : AmazonBedrockRuntimeClient
{
    public QuickStartBedrock(AmazonBedrockRuntimeConfig config)
        : base(config) { }

    public QuickStartBedrock(AWSCredentials credentials, AmazonBedrockRuntimeConfig config)
        : base(credentials, config) { }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        SdkPipeline.Trim(pipeline);
    }
}

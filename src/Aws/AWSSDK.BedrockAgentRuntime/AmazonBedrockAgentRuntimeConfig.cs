using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Shared;
using Amazon.Util.Internal;

namespace Amazon.BedrockAgentRuntime;

/// <summary>
/// Configuration of <see cref="AmazonBedrockAgentRuntimeClient"/>. The endpoint is ServiceURL if set, else
/// AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME or AWS_ENDPOINT_URL, else the region's public one.
/// </summary>
public class AmazonBedrockAgentRuntimeConfig : ClientConfig
{
    public AmazonBedrockAgentRuntimeConfig()
        : base(new DefaultConfigurationProvider(DefaultModes.All))
    {
        base.ServiceId = ServiceId;
        AuthenticationServiceName = "bedrock";
        EndpointProvider = new BedrockEndpointProvider(RegionEndpointServiceName);
    }

    public static new string ServiceId => "Bedrock Agent Runtime";

    public override string RegionEndpointServiceName => "bedrock-agent-runtime";

    public override string ServiceVersion => "2023-07-26";

    public override string UserAgent { get; } = InternalSDKUtils.BuildUserAgentString("Bedrock Agent Runtime", "4.0.0");

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        BedrockEndpointResolver.Resolve(this, ServiceId, parameters);
}

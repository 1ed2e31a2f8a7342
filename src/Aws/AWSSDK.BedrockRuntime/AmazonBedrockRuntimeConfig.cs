using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Shared;
using Amazon.Util.Internal;

namespace Amazon.BedrockRuntime;

/// <summary>
/// Configuration of <see cref="AmazonBedrockRuntimeClient"/>. The endpoint is ServiceURL if set, else
/// AWS_ENDPOINT_URL_BEDROCK_RUNTIME or AWS_ENDPOINT_URL, else the region's public one.
/// </summary>
public class AmazonBedrockRuntimeConfig : ClientConfig
{
    public AmazonBedrockRuntimeConfig()
        : base(new DefaultConfigurationProvider(DefaultModes.All))
    {
        base.ServiceId = ServiceId;
        AuthenticationServiceName = "bedrock";
        EndpointProvider = new BedrockEndpointProvider(RegionEndpointServiceName);
    }

    public static new string ServiceId => "Bedrock Runtime";

    public override string RegionEndpointServiceName => "bedrock-runtime";

    public override string ServiceVersion => "2023-09-30";

    public override string UserAgent { get; } = InternalSDKUtils.BuildUserAgentString("Bedrock Runtime", "4.0.0");

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        BedrockEndpointResolver.Resolve(this, ServiceId, parameters);
}

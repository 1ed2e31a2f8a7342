using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace Amazon.Shared;

internal sealed class BedrockEndpointResolver : BaseEndpointResolver
{
    public static Endpoint Resolve(ClientConfig config, string serviceId, ServiceOperationEndpointParameters parameters)
    {
        RequestContext context = new(false)
        {
            ClientConfig = config,
            OriginalRequest = parameters.Request,
            Request = new DefaultRequest(parameters.Request, serviceId) { AlternateEndpoint = parameters.AlternateEndpoint },
        };
        return new BedrockEndpointResolver().GetEndpoint(new Amazon.Runtime.Internal.ExecutionContext(context, null));
    }

    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext)
    {
        var config = requestContext.ClientConfig;
        return new EndpointParameters
        {
            ["Region"] = (requestContext.Request.AlternateEndpoint ?? config.RegionEndpoint)?.SystemName,
            ["UseDualStack"] = config.UseDualstackEndpoint,
            ["UseFIPS"] = config.UseFIPSEndpoint,
            ["Endpoint"] = config.ServiceURL,
        };
    }
}

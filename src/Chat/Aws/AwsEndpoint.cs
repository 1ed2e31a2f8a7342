using Amazon;
using Amazon.Runtime;

namespace Chat.Aws;

/// <summary>Uses <c>AWS_ENDPOINT_URL_SERVICE</c> of a service if set, otherwise its regional endpoint.</summary>
internal static class AwsEndpoint
{
    public static void Set(ClientConfig config, IReadOnlyDictionary<string, string> environment, string variable, string region)
    {
        if (environment.GetValueOrDefault(variable) is { Length: > 0 } endpoint)
        {
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = region;

            // The address is complete: AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT are about AWS's own.
            config.UseFIPSEndpoint = false;
            config.UseDualstackEndpoint = false;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }
    }
}

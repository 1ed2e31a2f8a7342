using Amazon;
using Amazon.Runtime;

namespace Chat.Aws;

/// <summary>Where a service is: at the SDK's own variable for it, if that is set, else in a region.</summary>
internal static class AwsEndpoint
{
    public static void Set(ClientConfig config, IReadOnlyDictionary<string, string> environment, string variable, string region)
    {
        if (environment.GetValueOrDefault(variable) is { Length: > 0 } endpoint)
        {
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = region;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }
    }
}

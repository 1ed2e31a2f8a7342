using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace Amazon.Shared;

/// <summary>The service's public endpoints: <c>https://PREFIX[-fips].REGION.SUFFIX</c>.</summary>
internal sealed class BedrockEndpointProvider(string prefix) : IEndpointProvider
{
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        var fips = parameters["UseFIPS"] is true;
        var dualStack = parameters["UseDualStack"] is true;

        if (parameters["Endpoint"] is string { Length: > 0 } custom)
        {
            return fips || dualStack
                ? throw new AmazonClientException("Invalid Configuration: FIPS and Dualstack are not supported with a custom endpoint")
                : new Endpoint(custom);
        }

        if (parameters["Region"] is not string { Length: > 0 } region)
        {
            throw new AmazonClientException("Invalid Configuration: Missing Region");
        }

        return new Endpoint($"https://{prefix}{(fips ? "-fips" : "")}.{region}.{Suffix(region, fips, dualStack)}");
    }

    private static string Suffix(string region, bool fips, bool dualStack)
    {
        // The partition table is a parse that costs a cold start milliseconds; the region knows its plain suffix.
        if (!fips && !dualStack)
        {
            return RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix;
        }

        var partition = Fn.Partition(region);
        if (fips && !partition.supportsFIPS)
        {
            throw new AmazonClientException("FIPS is enabled but this partition does not support FIPS");
        }

        if (dualStack && !partition.supportsDualStack)
        {
            throw new AmazonClientException("DualStack is enabled but this partition does not support DualStack");
        }

        return dualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix;
    }
}

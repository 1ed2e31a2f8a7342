using Amazon.Runtime;

namespace Amazon.Shared;

/// <summary>The connect timeouts of the SDKs' defaults modes (AWS_DEFAULTS_MODE).</summary>
internal static class DefaultModes
{
    public static IEnumerable<IDefaultConfiguration> All =>
        [
            Mode(DefaultConfigurationMode.Standard, 3_100),
            Mode(DefaultConfigurationMode.InRegion, 1_100),
            Mode(DefaultConfigurationMode.CrossRegion, 3_100),
            Mode(DefaultConfigurationMode.Mobile, 30_000),
            Mode(DefaultConfigurationMode.Auto, 1_100),
        ];

    private static DefaultConfiguration Mode(DefaultConfigurationMode name, int connectMilliseconds) =>
        new()
        {
            Name = name,
            RetryMode = RequestRetryMode.Standard,
            S3UsEast1RegionalEndpoint = S3UsEast1RegionalEndpointValue.Regional,
            ConnectTimeout = TimeSpan.FromMilliseconds(connectMilliseconds),
            TlsNegotiationTimeout = TimeSpan.FromMilliseconds(connectMilliseconds),
        };
}

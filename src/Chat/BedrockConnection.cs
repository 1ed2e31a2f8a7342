using Amazon;
using Amazon.BedrockRuntime;
using Amazon.Runtime;
using Llama;

namespace Chat;

/// <summary>The way to the model, opened at its first use and kept for the life of the instance.</summary>
internal sealed class BedrockConnection
{
    private readonly Lazy<LlamaClient> _llama;

    public BedrockConnection(IReadOnlyDictionary<string, string> environment, ChatSettings settings)
    {
        PreferredRegion = settings.Regions[0];
        _llama = new(() => new([.. settings.Regions.Select(region => new BedrockRegion(region, () => Connect(environment, region)))], settings.Model));
    }

    /// <summary>The region that is asked first.</summary>
    public string PreferredRegion { get; }

    public LlamaClient Llama => _llama.Value;

    private static AmazonBedrockRuntimeClient Connect(IReadOnlyDictionary<string, string> environment, string region)
    {
        // The library goes to another region, or back to this one, itself; two kinds of retries would multiply.
        AmazonBedrockRuntimeConfig config = new() { HttpClientFactory = new PromptAbort(), MaxErrorRetry = 0 };
        if (environment.GetValueOrDefault("AWS_ENDPOINT_URL_BEDROCK_RUNTIME") is { Length: > 0 } endpoint)
        {
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = region;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        return LambdaCredentials.From(environment) is { } credentials ? new(credentials, config) : new(config);
    }

    /// <summary>
    /// A stream that is left early closes its connection at once. By default .NET reads on for up to two seconds to
    /// save the connection, and Bedrock would go on generating, and billing.
    /// </summary>
    private sealed class PromptAbort : HttpClientFactory
    {
        /// <summary>What the SDKs give a connection to another region.</summary>
        private static readonly TimeSpan _connect = TimeSpan.FromSeconds(3.1);

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
            new(new SocketsHttpHandler
            {
                ConnectTimeout = _connect,
                ResponseDrainTimeout = TimeSpan.Zero,
                AutomaticDecompression = System.Net.DecompressionMethods.None,
            })
            {
                Timeout = Timeout.InfiniteTimeSpan,
            };
    }
}

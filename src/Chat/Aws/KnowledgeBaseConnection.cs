using Amazon.BedrockAgentRuntime;

namespace Chat.Aws;

/// <summary>
/// The connection to the knowledge base in the function's own region, opened on first use and kept for the life of the instance.
/// </summary>
internal sealed class KnowledgeBaseConnection(IReadOnlyDictionary<string, string> environment)
{
    /// <summary>One retry, since the caller is waiting for an answer.</summary>
    public const int MaxRetries = 1;

    private readonly Lazy<AmazonBedrockAgentRuntimeClient> _client = new(() => Connect(environment));

    public AmazonBedrockAgentRuntimeClient Client => _client.Value;

    private static AmazonBedrockAgentRuntimeClient Connect(IReadOnlyDictionary<string, string> environment)
    {
        var region = environment.GetValueOrDefault("AWS_REGION", "us-east-1");
        AmazonBedrockAgentRuntimeConfig config = new()
        {
            HttpClientFactory = new ServiceHttp(ServiceHttp.DefaultTimeout),
            MaxErrorRetry = MaxRetries,
        };
        AwsEndpoint.Set(config, environment, "AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME", region);

        return LambdaCredentials.From(environment) is { } credentials ? new(credentials, config) : new(config);
    }
}

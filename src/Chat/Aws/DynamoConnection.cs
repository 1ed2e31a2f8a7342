using Amazon.DynamoDBv2;

namespace Chat.Aws;

/// <summary>The connection to the table, opened once and kept for the life of the instance.</summary>
internal static class DynamoConnection
{
    // The SDK's default for DynamoDB, ten retries, can take more than a minute.
    private const int Retries = 3;

    public static IAmazonDynamoDB Open(IReadOnlyDictionary<string, string> environment)
    {
        var region = environment.GetValueOrDefault("AWS_REGION", "us-east-1");
        AmazonDynamoDBConfig config = new() { HttpClientFactory = new ServiceHttp(ServiceHttp.DefaultTimeout), MaxErrorRetry = Retries };
        AwsEndpoint.Set(config, environment, "AWS_ENDPOINT_URL_DYNAMODB", region);

        return LambdaCredentials.From(environment) is { } credentials
            ? new TrimmedDynamoDBClient(credentials, config)
            : new TrimmedDynamoDBClient(config);
    }
}

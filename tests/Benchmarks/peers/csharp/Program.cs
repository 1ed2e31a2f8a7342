using Amazon.BedrockRuntime;
using Amazon.DynamoDBv2;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Peer;

// One executable, two functions: _HANDLER picks one, as it does for ours. The clients are made once and with the SDK's own settings; the
// endpoints come from the SDK's variables.
Model model = new(new AmazonBedrockRuntimeClient());
Table table = new(new AmazonDynamoDBClient());
Func<APIGatewayProxyRequest, string, Answer, Task> handle = Environment.GetEnvironmentVariable("_HANDLER") switch
{
    "completions" => new Completions(model, table).HandleAsync,
    "messages" => new Messages(model, table).HandleAsync,
    var other => throw new InvalidOperationException($"There is no function {other}."),
};
SourceGeneratorLambdaJsonSerializer<PeerJson> serializer = new();
await LambdaBootstrapBuilder
    .Create<APIGatewayProxyRequest>(
        async (proxied, context) =>
        {
            await using Answer answer = new();
            await handle(proxied, context.AwsRequestId, answer);
        },
        serializer
    )
    .Build()
    .RunAsync();

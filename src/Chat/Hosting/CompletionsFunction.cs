using Amazon.DynamoDBv2;
using Chat.Aws;
using Chat.Completions;
using Chat.Configuration;
using Chat.Http;
using Chat.Knowledge;
using Chat.Metering;

namespace Chat.Hosting;

/// <summary>The function that remembers nothing: the model, as itself and as OpenAI's API.</summary>
internal static class CompletionsFunction
{
    public static IReadOnlyList<Endpoint> Routes(
        ChatSettings settings, BedrockConnection bedrock, KnowledgeBase knowledge, Lazy<IAmazonDynamoDB> dynamo, TimeProvider time)
    {
        ModelRoutes models = new(settings);
        Meter meter = new(settings, dynamo, time);
        InvokeRoute invoke = new(settings, bedrock, meter);
        ChatCompletionsRoute completions = new(settings, bedrock, knowledge, meter);

        return
        [
            new("GET", "/health", models.HealthAsync),
            new("GET", "/openapi.json", OpenApiRoute.GetAsync),
            new("GET", "/models", models.ListAsync),
            new("POST", "/invoke", invoke.HandleAsync),
            new("POST", "/chat/completions", completions.HandleAsync, ErrorFormat.OpenAI),
        ];
    }
}

using Amazon.DynamoDBv2;
using Chat.Aws;
using Chat.Completions;
using Chat.Configuration;
using Chat.Http;
using Chat.Knowledge;
using Chat.Metering;

namespace Chat.Hosting;

/// <summary>The routes of the stateless function: the model in its own format and in OpenAI's.</summary>
internal static class CompletionsFunction
{
    public static IReadOnlyList<Endpoint> Routes(
        ChatSettings settings,
        BedrockConnection bedrock,
        KnowledgeBase knowledge,
        Lazy<IAmazonDynamoDB> dynamo,
        TimeProvider time
    )
    {
        ModelRoutes models = new(settings);
        Meter meter = new(settings, dynamo, time);
        PerModel<InvokeRoute> invoke = new(settings, served => new(served, bedrock.For(served), meter.For(served)));
        PerModel<ChatCompletionsRoute> completions = new(
            settings,
            served => new(served, bedrock.For(served), knowledge, meter.For(served))
        );
        PerModel<TextCompletionsRoute> texts = new(settings, served => new(served, bedrock.For(served), meter.For(served)));

        return
        [
            new("GET", "/health", models.HealthAsync),
            new("GET", "/openapi.json", OpenApiRoute.GetAsync),
            new("GET", "/models", models.ListAsync),
            new("GET", "/models/{id+}", models.GetAsync, ErrorFormat.OpenAI),
            new("POST", "/invoke", (request, token) => invoke.For(request.Query("model")).HandleAsync(request, token)),
            new(
                "POST",
                "/chat/completions",
                (request, token) => completions.For(ChatCompletionRequest.Model(request)).HandleAsync(request, token),
                ErrorFormat.OpenAI
            ),
            new(
                "POST",
                "/completions",
                (request, token) => texts.For(ChatCompletionRequest.Model(request)).HandleAsync(request, token),
                ErrorFormat.OpenAIPrompt
            ),
        ];
    }
}

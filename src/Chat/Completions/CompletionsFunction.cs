using Chat.Http;
using Chat.Knowledge;

namespace Chat.Completions;

/// <summary>The function that remembers nothing: the model, as itself and as OpenAI's API.</summary>
internal static class CompletionsFunction
{
    public static IReadOnlyList<Endpoint> Routes(ChatSettings settings, BedrockConnection bedrock, KnowledgeBase knowledge)
    {
        ModelRoutes models = new(settings);
        InvokeRoute invoke = new(settings, bedrock);
        ChatCompletionsRoute completions = new(settings, bedrock, knowledge);

        return
        [
            new("GET", "/health", models.HealthAsync),
            new("GET", "/models", models.ListAsync),
            new("POST", "/invoke", invoke.HandleAsync),
            new("POST", "/chat/completions", completions.HandleAsync, ErrorFormat.OpenAI),
        ];
    }
}

using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;

namespace Peer;

/// <summary>POST /chat/completions: OpenAI's shape in and out, whole or streamed; the usage is added up in DynamoDB.</summary>
internal sealed class Completions(Model model, Table table)
{
    public async Task HandleAsync(APIGatewayProxyRequest proxied, string requestId, Answer answer)
    {
        var request = JsonSerializer.Deserialize(proxied.Body!, PeerJson.Default.ChatRequest)!;
        if (request.Messages is not [.., { Role: "user" }])
        {
            await answer.RefuseAsync(400, "messages: the last one must be the user's");
            return;
        }

        Completion about = new($"chatcmpl-{requestId}", "chat.completion", DateTimeOffset.UtcNow.ToUnixTimeSeconds(), Model.Id, []);
        await (request.Stream ? StreamAsync(request, about, answer, Owner(proxied)) : WholeAsync(request, about, answer, Owner(proxied)));
        answer.Log(proxied);
    }

    public static string Owner(APIGatewayProxyRequest proxied) => proxied.RequestContext!.Authorizer!.Claims!["sub"];

    private async Task WholeAsync(ChatRequest request, Completion about, Answer answer, string owner)
    {
        var generated = await model.InvokeAsync(Question(request));
        await table.AddUsageAsync(owner, generated.Usage, DateTimeOffset.UtcNow);
        Choice choice = new(0) { Message = new("assistant", generated.Text), FinishReason = generated.StopReason };
        await answer.WholeAsync(200, about with { Choices = [choice], Usage = generated.Usage }, PeerJson.Default.Completion);
    }

    private async Task StreamAsync(ChatRequest request, Completion about, Answer answer, string owner)
    {
        Task SendAsync(Delta delta, string? reason = null) =>
            answer.EventAsync(
                null,
                about with
                {
                    Object = "chat.completion.chunk",
                    Choices = [new(0) { Delta = delta, FinishReason = reason }],
                },
                PeerJson.Default.Completion
            );

        var generated = await model.StreamAsync(
            Question(request),
            async piece =>
            {
                if (!answer.HasBegun)
                {
                    await SendAsync(new("assistant", ""));
                }

                await SendAsync(new(Content: piece));
            }
        );
        await SendAsync(new(), generated.StopReason);
        await answer.TextAsync("data: [DONE]\n\n");
        await table.AddUsageAsync(owner, generated.Usage, DateTimeOffset.UtcNow);
    }

    private static Asked Question(ChatRequest request)
    {
        List<Said> turns = [];
        foreach (var message in request.Messages)
        {
            if (message.Role == "user")
            {
                turns.Add(new(message.Content));
            }
            else if (message.Role == "assistant" && turns.Count > 0)
            {
                turns[^1] = turns[^1] with { Assistant = message.Content };
            }
        }

        var system = string.Join("\n\n", request.Messages.Where(message => message.Role == "system").Select(message => message.Content));

        return new(Prompt.Of(system, turns), request.Temperature ?? 0.5, request.TopP ?? 0.9, request.MaxTokens ?? 512);
    }
}

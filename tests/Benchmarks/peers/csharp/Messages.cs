using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;

namespace Peer;

/// <summary>POST /conversations/{id}/messages: reads what came before, begins the turn, generates, writes the turn down.</summary>
internal sealed class Messages(Model model, Table table)
{
    private const int WindowTokens = 4096;

    public async Task HandleAsync(APIGatewayProxyRequest proxied, string requestId, Answer answer)
    {
        var (owner, id, now) = (Completions.Owner(proxied), proxied.PathParameters!["id"], DateTimeOffset.UtcNow);
        var content = JsonSerializer.Deserialize(proxied.Body!, PeerJson.Default.MessageRequest)!.Content;

        // Neither call needs the other's answer.
        var (head, recent) = (table.HeadAsync(owner, id), table.RecentAsync(owner, id));
        var (conversation, earlier) = (await head, await recent);
        if (conversation is null)
        {
            await answer.RefuseAsync(404, "There is no such conversation.");
            return;
        }

        if (earlier is [{ Status: "generating" } last, ..] && last.LeaseUntil > now.ToUnixTimeMilliseconds())
        {
            await answer.RefuseAsync(409, "A turn is being generated.");
            return;
        }

        var number = earlier is [var newest, ..] ? newest.Number + 1 : 1;
        var included = Fit(earlier, conversation, content);
        await table.BeginAsync(owner, id, number, content, requestId, now);

        var isStreamed = proxied.Headers!.Any(header =>
            header.Key.Equals("Accept", StringComparison.OrdinalIgnoreCase) && header.Value.Contains("text/event-stream")
        );
        Asked asked = new(
            Prompt.Of(conversation.SystemPrompt, [.. included, new(content)]),
            conversation.Temperature,
            conversation.TopP,
            conversation.MaxGenLen
        );
        var generated = await model.StreamAsync(
            asked,
            piece => isStreamed ? answer.EventAsync("delta", new Piece(piece), PeerJson.Default.Piece) : Task.CompletedTask
        );
        await table.CompleteAsync(owner, id, number, requestId, content, generated, DateTimeOffset.UtcNow);

        MessageAnswer all = new(
            id,
            number,
            new("assistant", generated.Text),
            generated.StopReason,
            generated.Usage,
            new(WindowTokens, generated.Usage.PromptTokens, included.Count, number - 1 - included.Count),
            new(Model.Id, Model.Region)
        );
        await (
            isStreamed
                ? answer.EventAsync("done", all, PeerJson.Default.MessageAnswer)
                : answer.WholeAsync(200, all, PeerJson.Default.MessageAnswer)
        );
        answer.Log(proxied);
    }

    // Three characters are taken for a token, which is on the safe side for English.
    private static List<Said> Fit(List<StoredTurn> newestFirst, StoredConversation conversation, string content)
    {
        var left = WindowTokens - conversation.MaxGenLen - ((content.Length + conversation.SystemPrompt.Length) / 3);
        List<Said> included = [];
        foreach (var turn in newestFirst)
        {
            left -= ((turn.User.Length + turn.Assistant.Length) / 3) + 8;
            if (left < 0)
            {
                break;
            }

            if (turn.Assistant.Length > 0)
            {
                included.Insert(0, new(turn.User, turn.Assistant));
            }
        }

        return included;
    }
}

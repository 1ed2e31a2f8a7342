namespace Benchmarks.Load;

/// <summary>What clients read meanwhile.</summary>
internal sealed class Reads(LoadApi api, LoadTally tally, Random random)
{
    public async Task ListConversationsAsync(Conversation conversation)
    {
        var reply = await api.SendAsync(HttpMethod.Get, "conversations?limit=20");
        var ids = reply.Json?["items"]?.AsArray().Select(item => (string?)item!["id"]);
        Check("list of conversations", reply, ids?.Contains(conversation.Id) == true);
    }

    public async Task ListMessagesAsync(Conversation conversation)
    {
        var reply = await api.SendAsync(HttpMethod.Get, $"conversations/{conversation.Id}/messages?limit=100&view=all");
        Check("list of messages", reply, reply.Json?["items"]?.AsArray().Count == 2 * conversation.Turns.Count);
    }

    public async Task ReadTurnAsync(Conversation conversation)
    {
        if (conversation.Turns.Count == 0)
        {
            return;
        }

        var turn = random.Next(conversation.Turns.Count) + 1;
        var reply = await api.SendAsync(HttpMethod.Get, $"conversations/{conversation.Id}/messages/{turn}");
        Check(
            "one turn",
            reply,
            reply.Json?["usage"] is { } usage && (int?)usage["completion_tokens"] == conversation.Turns[turn - 1].CompletionTokens
        );
    }

    public async Task ReadUsageAsync(Conversation conversation)
    {
        var reply = await api.SendAsync(HttpMethod.Get, "usage");
        Check("usage", reply, reply.Json?["total"] is not null);
    }

    /// <summary>Asks for a conversation of someone else.</summary>
    public async Task TrespassAsync(Conversation foreign)
    {
        var reply = await api.SendAsync(HttpMethod.Get, $"conversations/{foreign.Id}/messages");
        if (reply is { Status: 404, Code: "not_found" })
        {
            tally.CountProvoked(reply, "another owner's conversation");
        }
        else
        {
            tally.Report("another owner's conversation was not hidden", reply);
        }
    }

    private void Check(string kind, Reply reply, bool isRight)
    {
        if (reply.Status == 200 && isRight)
        {
            tally.Measure(kind, reply.Elapsed);
        }
        else
        {
            tally.Report(kind, reply);
        }
    }
}

using System.Text.Json.Nodes;

namespace Benchmarks.Load;

/// <summary>A client that talks in one conversation after the other, until its time is over.</summary>
internal sealed class LoadWorker(LoadApi api, IReadOnlyList<Owner> owners, Owner owner, LoadTally tally, Random random, TimeSpan tokenDelay)
{
    /// <summary>After so many, a new conversation begins; a list of one's messages is one page.</summary>
    private const int TurnsOfAConversation = 40;

    private readonly Messages _messages = new(api, tally, random, tokenDelay);
    private readonly Reads _reads = new(api, tally, random);

    public async Task WorkAsync(CancellationToken stop)
    {
        Conversation? conversation = null;
        while (!stop.IsCancellationRequested && !tally.IsHopeless)
        {
            if (conversation is null or { IsSpoiled: true } or { Turns.Count: >= TurnsOfAConversation })
            {
                conversation = await CreateAsync();
                continue;
            }

            await ActAsync(conversation);
        }
    }

    private Task ActAsync(Conversation conversation) =>
        random.Next(100) switch
        {
            < 32 => _messages.SendWholeAsync(conversation),
            < 52 => _messages.SendStreamedAsync(conversation),
            < 57 => _messages.RegenerateAsync(conversation),
            < 60 => _messages.CancelAsync(conversation),
            < 64 => _messages.RepeatAsync(conversation),
            < 66 => _messages.ReuseKeyAsync(conversation),
            < 70 => _messages.LoseAsync(conversation),
            < 74 => _messages.LeaveAsync(conversation),
            < 77 => _messages.InterruptAsync(conversation),
            < 83 => _reads.ListConversationsAsync(conversation),
            < 90 => _reads.ListMessagesAsync(conversation),
            < 95 => _reads.ReadTurnAsync(conversation),
            < 98 => _reads.ReadUsageAsync(conversation),
            _ => TrespassAsync(),
        };

    private Task TrespassAsync() =>
        owners[random.Next(owners.Count)] is var other && other != owner && other.Conversations.TryPeek(out var foreign)
            ? _reads.TrespassAsync(foreign)
            : Task.CompletedTask;

    private async Task<Conversation?> CreateAsync()
    {
        var reply = await api.SendAsync(HttpMethod.Post, "conversations", new JsonObject(), Guid.NewGuid().ToString("N"));
        if (reply.Status != 201 || (string?)reply.Json?["id"] is not { } id)
        {
            tally.Report("new conversation", reply);
            return null;
        }

        tally.Measure("new conversation", reply.Elapsed);
        Conversation conversation = new(id);
        owner.Conversations.Add(conversation);

        return conversation;
    }
}

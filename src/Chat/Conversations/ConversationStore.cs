using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2.Model;
using Chat.Metering;
using Chat.Table;
using static Chat.Conversations.ConversationItems;
using static Chat.Table.Attributes;
using static Chat.Table.ChatKeys;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Chat.Conversations;

/// <summary>Conversations' heads in DynamoDB. Reads are consistent: what was written is seen.</summary>
internal sealed class ConversationStore(DynamoTable table, TimeProvider time, TimeSpan? lifetime)
{
    /// <summary>How many conversations are read in search of those that a list shows, before it goes on with a cursor.</summary>
    public const int MaxRead = 1000;

    private const int SearchPage = 100;

    public Task CreateAsync(string owner, Conversation conversation, CancellationToken cancellationToken)
    {
        var item = ToItem(owner, conversation);
        if (ExpiresAt() is { } expires)
        {
            item[TableSchema.ExpiresAt] = expires;
        }

        return table.PutNewAsync(item, cancellationToken);
    }

    public async Task<Conversation?> FindAsync(string owner, string id, CancellationToken cancellationToken)
    {
        var item = await table.FindAsync(HeadKey(owner, id), cancellationToken);

        return item is not null && !IsExpired(item) ? ToConversation(item) : null;
    }

    /// <summary>Conversations by their last activity, newest first, behind <paramref name="after"/>.</summary>
    /// <param name="owner">Whose they are.</param>
    /// <param name="after">Where to go on; null to begin with the newest.</param>
    /// <param name="limit">The most conversations.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="filter">Which of them; null for all. Not more than some number of others is read in search of them.</param>
    public async Task<FoundConversations> ListAsync(
        string owner,
        ConversationPosition? after,
        int limit,
        CancellationToken cancellationToken,
        ConversationFilter? filter = null
    )
    {
        List<Conversation> found = [];
        var read = 0;
        var start = after is null ? null : new Item(HeadKey(owner, after.Id)) { [TableSchema.UpdatedAt] = S(after.UpdatedAt) };
        do
        {
            var page = await table.QueryAsync(
                new("pk = :pk", new() { [":pk"] = S(UserPk(owner)) })
                {
                    Index = TableSchema.UpdatedAtIndex,
                    Ascending = false,
                    Limit = read > 0 || filter is { IsSelective: true } ? SearchPage : limit,
                    After = start,
                },
                cancellationToken
            );

            // Items of other kinds may have an updated_at, too.
            var heads = page.Items.Where(item => item[TableSchema.Sk].S.StartsWith(HeadPrefix, StringComparison.Ordinal));
            found.AddRange(
                ItemReader.ReadAll(heads.Where(item => !IsExpired(item)), ToConversation).Where(head => filter?.Matches(head) ?? true)
            );
            read += page.Items.Count;
            start = page.Last;
            if (found.Count < limit && read >= MaxRead && start is not null && ToPosition(start) is { } next)
            {
                return new(found, next);
            }
        } while (found.Count < limit && start is not null);

        return new([.. found.Take(limit)], Next: null);
    }

    /// <summary>Writes the attributes that are named, and no other: what somebody else writes at the same time stays.</summary>
    /// <returns>The conversation as it is now; null if there is none.</returns>
    public async Task<Conversation?> UpdateAsync(
        string owner,
        Conversation conversation,
        IEnumerable<string> named,
        CancellationToken cancellationToken
    )
    {
        var item = ToItem(owner, conversation);
        List<string> changed = [.. named, TableSchema.UpdatedAt];
        if (ExpiresAt() is { } expires)
        {
            item[TableSchema.ExpiresAt] = expires;
            changed.Add(TableSchema.ExpiresAt);
        }

        var set = changed.Where(item.ContainsKey).ToList();
        var remove = changed.Except(set).ToList();
        var updated = await table.UpdateAsync(
            new(
                HeadKey(owner, conversation.Id),
                $"SET {string.Join(", ", set.Select(name => $"#{name} = :{name}"))}"
                    + (remove.Count == 0 ? "" : $" REMOVE {string.Join(", ", remove.Select(name => $"#{name}"))}"),
                "attribute_exists(pk) AND (attribute_not_exists(expires_at) OR expires_at > :alive)",
                new(set.Select(name => KeyValuePair.Create($":{name}", item[name])))
                {
                    [":alive"] = N(time.GetUtcNow().ToUnixTimeSeconds()),
                },
                changed.ToDictionary(name => $"#{name}", name => name)
            ),
            cancellationToken
        );

        return updated is null ? null : ToConversation(updated);
    }

    /// <summary>
    /// Counts a turn that has ended: title of the first, totals, last activity. A conversation deleted meanwhile stays deleted.
    /// </summary>
    /// <param name="owner">Whose conversation it is.</param>
    /// <param name="id">The conversation.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="active">The turn that the next message follows from now on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False unless the turn before it is the last one that is counted.</returns>
    public Task<bool> TryCountAsync(string owner, string id, ConversationTurn turn, int active, CancellationToken cancellationToken)
    {
        // An attempt that came to nothing leaves the active turn as it is, which another may have been made since it began.
        var next = turn.SaysSomethingNew ? ":active" : "if_not_exists(active_turn, :active)";
        Item values = new() { [":before"] = N(turn.Number - 1) };
        new TurnCost(turn.Usage, turn.CostUsd).AddTo(values);

        return TryCountAsync(
            owner,
            id,
            turn.Number,
            turn.User,
            active,
            values,
            $", active_turn = {next}",
            $" ADD {TurnCost.Additions}",
            "turns = :before",
            cancellationToken
        );
    }

    /// <summary>Replaces the sums by those of all turns up to one.</summary>
    /// <returns>False if it is counted already, or the conversation is gone.</returns>
    public Task<bool> TryRecountAsync(
        string owner,
        string id,
        int upTo,
        int active,
        string firstMessage,
        TokenTotals tokens,
        decimal usd,
        CancellationToken cancellationToken
    ) =>
        TryCountAsync(
            owner,
            id,
            upTo,
            firstMessage,
            active,
            new()
            {
                [":prompt"] = N(tokens.PromptTokens),
                [":completion"] = N(tokens.CompletionTokens),
                [":cost"] = N(usd),
            },
            ", active_turn = :active, prompt_tokens = :prompt, completion_tokens = :completion, cost_usd = :cost",
            add: "",
            "turns < :turns",
            cancellationToken
        );

    private Task<bool> TryCountAsync(
        string owner,
        string id,
        int number,
        string firstMessage,
        int active,
        Item values,
        string set,
        string add,
        string condition,
        CancellationToken cancellationToken
    )
    {
        values[":turns"] = N(number);
        values[":now"] = S(time.GetUtcNow());
        values[":title"] = S(Titles.Of(firstMessage));
        values[":active"] = N(active);
        if (ExpiresAt() is { } expires)
        {
            // A conversation lives on from its last activity, not from its first.
            set += ", expires_at = :expires";
            values[":expires"] = expires;
        }

        return table.TryUpdateAsync(
            new(
                HeadKey(owner, id),
                $"SET turns = :turns, updated_at = :now, title = if_not_exists(title, :title){set}{add}",
                condition,
                values
            ),
            cancellationToken
        );
    }

    /// <summary>Whether there is such a conversation, readable or not.</summary>
    public async Task<bool> ExistsAsync(string owner, string id, CancellationToken cancellationToken)
    {
        var item = await table.FindAsync(HeadKey(owner, id), cancellationToken, "pk, expires_at");

        return item is not null && !IsExpired(item);
    }

    /// <summary>The ids of all of an owner's conversations, also of those that cannot be read or have expired.</summary>
    public async IAsyncEnumerable<string> IdsAsync(string owner, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ItemQuery keys = new("pk = :pk AND begins_with(sk, :prefix)", new() { [":pk"] = S(UserPk(owner)), [":prefix"] = S(HeadPrefix) })
        {
            Attributes = "pk, sk",
        };
        await foreach (var page in table.QueryAllAsync(keys, cancellationToken))
        {
            foreach (var key in page.Items)
            {
                yield return key[TableSchema.Sk].S[HeadPrefix.Length..];
            }
        }
    }

    // Of the head only. A turn's own time would have to move on with every later turn, or old turns would vanish from a
    // conversation that lives on; that is a write per turn, however long it is put off, and a turn is to cost the same
    // at any length. So the turns go with their head: a function on the table's stream sees it expire and deletes them.
    private AttributeValue? ExpiresAt() => lifetime is { } span ? N((time.GetUtcNow() + span).ToUnixTimeSeconds()) : null;

    // DynamoDB takes up to days to remove what has expired.
    private bool IsExpired(Item item) => item.Double(TableSchema.ExpiresAt) <= time.GetUtcNow().ToUnixTimeSeconds();
}

/// <summary>Where a conversation stands in the order of activity.</summary>
internal sealed record ConversationPosition(string Id, DateTimeOffset UpdatedAt);

/// <summary>Conversations of a list.</summary>
/// <param name="Items">Those that were found.</param>
/// <param name="Next">Where to go on reading, if reading stopped before it had found enough; otherwise null.</param>
internal sealed record FoundConversations(IReadOnlyList<Conversation> Items, ConversationPosition? Next);

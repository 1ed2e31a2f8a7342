using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2.Model;
using Chat.Metering;
using Chat.Table;
using static Chat.Conversations.ConversationItems;
using static Chat.Table.Attributes;
using static Chat.Table.ChatKeys;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Chat.Conversations;

/// <summary>The conversation records in DynamoDB. Reads are strongly consistent.</summary>
internal sealed class ConversationStore(DynamoTable table, TimeProvider time, TimeSpan? lifetime)
{
    /// <summary>The most conversations that are read for one page of a filtered list.</summary>
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
        var item = await table.FindAsync(ConversationKey(owner, id), cancellationToken);

        return item is not null && !IsExpired(item) ? ToConversation(item) : null;
    }

    /// <summary>Conversations by their last activity, newest first, after <paramref name="after"/>.</summary>
    /// <param name="owner">Their owner.</param>
    /// <param name="after">The position to continue from; null for the newest.</param>
    /// <param name="limit">The most conversations.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    /// <param name="filter">The filter; null for all. Limits how many conversations are read.</param>
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
        var start = after is null ? null : new Item(ConversationKey(owner, after.Id)) { [TableSchema.UpdatedAt] = S(after.UpdatedAt) };
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
            var records = page.Items.Where(item => item[TableSchema.Sk].S.StartsWith(ConversationPrefix, StringComparison.Ordinal));
            found.AddRange(
                ItemReader.ReadAll(records.Where(item => !IsExpired(item)), ToConversation).Where(record => filter?.Matches(record) ?? true)
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

    /// <summary>Writes only the named attributes, so that simultaneous writes of others are kept.</summary>
    /// <returns>The updated conversation; null if it does not exist.</returns>
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

        var updated = await table.UpdateAsync(
            ItemUpdate.Of(
                ConversationKey(owner, conversation.Id),
                changed.ToDictionary(name => name, item.GetValueOrDefault),
                "attribute_exists(pk) AND (attribute_not_exists(expires_at) OR expires_at > :alive)",
                new() { [":alive"] = N(time.GetUtcNow().ToUnixTimeSeconds()) }
            ),
            cancellationToken
        );

        return updated is null ? null : ToConversation(updated);
    }

    /// <summary>
    /// Counts a turn that has ended: totals, last activity, and the title if it is the first. Does not recreate a deleted conversation.
    /// </summary>
    /// <param name="owner">The conversation's owner.</param>
    /// <param name="id">The conversation.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="active">The turn that the next message follows.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>False unless the turn before it is the last counted one.</returns>
    public Task<bool> TryCountAsync(string owner, string id, ConversationTurn turn, int active, CancellationToken cancellationToken)
    {
        // An attempt without text keeps the active turn, which another request may have changed since it began.
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

    /// <summary>Replaces the sums by those of all turns up to this one.</summary>
    /// <returns>False if this turn is counted already, or the conversation is gone.</returns>
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
            // The time to live begins anew with each activity.
            set += ", expires_at = :expires";
            values[":expires"] = expires;
        }

        return table.TryUpdateAsync(
            new(
                ConversationKey(owner, id),
                $"SET turns = :turns, updated_at = :now, title = if_not_exists(title, :title){set}{add}",
                condition,
                values
            ),
            cancellationToken
        );
    }

    /// <summary>Whether the conversation exists, even if it is unreadable.</summary>
    public async Task<bool> ExistsAsync(string owner, string id, CancellationToken cancellationToken)
    {
        var item = await table.FindAsync(ConversationKey(owner, id), cancellationToken, "pk, expires_at");

        return item is not null && !IsExpired(item);
    }

    /// <summary>The ids of all conversations of an owner, including unreadable and expired ones.</summary>
    public async IAsyncEnumerable<string> IdsAsync(string owner, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ItemQuery keys = new(
            "pk = :pk AND begins_with(sk, :prefix)",
            new() { [":pk"] = S(UserPk(owner)), [":prefix"] = S(ConversationPrefix) }
        )
        {
            Attributes = "pk, sk",
        };
        await foreach (var page in table.QueryAllAsync(keys, cancellationToken))
        {
            foreach (var key in page.Items)
            {
                yield return key[TableSchema.Sk].S[ConversationPrefix.Length..];
            }
        }
    }

    // Only the record has a time to live. If turns had one, each new turn would have to extend that of all earlier ones, and a turn must
    // cost the same at any length. The function expiry deletes the turns when the table's stream reports the record's expiry.
    private AttributeValue? ExpiresAt() => lifetime is { } span ? N((time.GetUtcNow() + span).ToUnixTimeSeconds()) : null;

    // DynamoDB may take days to remove expired items.
    private bool IsExpired(Item item) => item.Double(TableSchema.ExpiresAt) <= time.GetUtcNow().ToUnixTimeSeconds();
}

/// <summary>A position in the list by last activity.</summary>
internal sealed record ConversationPosition(string Id, DateTimeOffset UpdatedAt);

/// <summary>A part of a list of conversations.</summary>
/// <param name="Items">The conversations.</param>
/// <param name="Next">Where to continue, if reading stopped before enough were found; otherwise null.</param>
internal sealed record FoundConversations(IReadOnlyList<Conversation> Items, ConversationPosition? Next);

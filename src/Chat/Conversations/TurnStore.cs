using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Chat.Metering;
using Chat.Table;
using Llama;
using static Chat.Conversations.ConversationItems;
using static Chat.Table.Attributes;
using static Chat.Table.ChatKeys;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Chat.Conversations;

/// <summary>
/// Stores turns, one item each. The newest turn's item is also a lock: while it is in progress, no other turn can begin.
/// </summary>
/// <remarks>
/// The SDK retries writes whose response was lost, though they may have been executed. So each condition also holds if the same write has
/// been executed before.
/// </remarks>
internal sealed class TurnStore(DynamoTable table)
{
    private const string Abandoned = "abandoned";

    /// <summary>Up to <paramref name="limit"/> turns next to one, which is excluded.</summary>
    /// <param name="owner">The conversation's owner.</param>
    /// <param name="id">The conversation.</param>
    /// <param name="after">The number of that turn; null to begin at the end or start.</param>
    /// <param name="ascending">Whether the oldest comes first.</param>
    /// <param name="limit">The most turns.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    /// <param name="withUnreadable">Whether an unreadable turn is included with its number only; otherwise it is omitted.</param>
    public async Task<IReadOnlyList<ConversationTurn>> ListAsync(
        string owner,
        string id,
        int? after,
        bool ascending,
        int limit,
        CancellationToken cancellationToken,
        bool withUnreadable = false
    )
    {
        List<ConversationTurn> turns = [];
        var start = after is { } number ? TurnKey(owner, id, number) : null;
        do
        {
            var page = await table.QueryAsync(
                Turns(owner, id) with
                {
                    Ascending = ascending,
                    Limit = limit - turns.Count,
                    After = start,
                },
                cancellationToken
            );
            turns.AddRange(
                withUnreadable ? page.Items.Select(ToTurnOrGap).OfType<ConversationTurn>() : ItemReader.ReadAll(page.Items, ToTurn)
            );
            start = page.Last;
        } while (turns.Count < limit && start is not null);

        return turns;
    }

    /// <summary>The sums of all turns up to one.</summary>
    public async Task<(TokenTotals Tokens, decimal Usd)> SumAsync(string owner, string id, int upTo, CancellationToken cancellationToken)
    {
        List<TurnSum> sums = [];
        ItemQuery query = new(
            "pk = :pk AND sk BETWEEN :first AND :last",
            new()
            {
                [":pk"] = S(TurnsPk(owner, id)),
                [":first"] = S(TurnSk(1)),
                [":last"] = S(TurnSk(upTo)),
            }
        )
        {
            Attributes = "prompt_tokens, completion_tokens, cost_usd",
        };
        await foreach (var page in table.QueryAllAsync(query, cancellationToken))
        {
            sums.AddRange(ItemReader.ReadAll(page.Items, item => new TurnSum(TokenTotals.Of(item), item.Decimal("cost_usd"))));
        }

        return (new(sums.Sum(sum => sum.Tokens.PromptTokens), sums.Sum(sum => sum.Tokens.CompletionTokens)), sums.Sum(sum => sum.Usd));
    }

    public async Task<ConversationTurn?> NewestAsync(string owner, string id, CancellationToken cancellationToken) =>
        await ListAsync(owner, id, after: null, ascending: false, limit: 1, cancellationToken, withUnreadable: true) is [var newest]
            ? newest
            : null;

    public async Task<ConversationTurn?> FindAsync(string owner, string id, int number, CancellationToken cancellationToken)
    {
        var item = await table.FindAsync(TurnKey(owner, id, number), cancellationToken);

        return item is null ? null : ToTurn(item);
    }

    /// <summary>Stores the user's text and acquires the turn.</summary>
    /// <returns>False if the turn exists: another request was first.</returns>
    public Task<bool> TryBeginAsync(string owner, string id, ConversationTurn turn, CancellationToken cancellationToken) =>
        table.TryPutAsync(
            ToItem(owner, id, turn),
            // Also holds for our own turn as it was first written, but not later: a late retry must not reset it.
            "attribute_not_exists(pk) OR (lease = :mine AND lease_until = :lease AND attribute_not_exists(stop_reason))",
            new() { [":mine"] = S(turn.Lease), [":lease"] = N(turn.LeaseUntil) },
            cancellationToken
        );

    /// <summary>Marks the turn of a process that has died as failed: it can cost nothing more, and another turn can begin.</summary>
    /// <returns>False if it has ended, or its lease was renewed, in between.</returns>
    public Task<bool> TryAbandonAsync(string owner, string id, ConversationTurn turn, CancellationToken cancellationToken) =>
        TryUpdateAsync(
            owner,
            id,
            turn.Number,
            "SET #status = :failed, stop_reason = :abandoned",
            "lease_until = :lease AND (#status = :generating OR stop_reason = :abandoned)",
            new()
            {
                [":failed"] = S(TurnStatus.Failed),
                [":abandoned"] = S(Abandoned),
                [":lease"] = N(turn.LeaseUntil),
            },
            cancellationToken
        );

    /// <summary>Requests the process that generates a turn to stop.</summary>
    /// <returns>False if the turn has ended.</returns>
    public Task<bool> TryCancelAsync(string owner, string id, int number, CancellationToken cancellationToken) =>
        TryUpdateAsync(
            owner,
            id,
            number,
            "SET cancel_requested = :true",
            "#status = :generating",
            new() { [":true"] = new() { BOOL = true } },
            cancellationToken
        );

    /// <summary>Stores the text so far and renews the lease.</summary>
    /// <returns>False if the turn has to stop: it was cancelled, is gone, or is marked as failed.</returns>
    public Task<bool> TrySaveAsync(
        string owner,
        string id,
        ConversationTurn turn,
        string text,
        DateTimeOffset leaseUntil,
        CancellationToken cancellationToken
    ) =>
        TryUpdateAsync(
            owner,
            id,
            turn.Number,
            "SET lease_until = :lease, assistant = :text",
            "#status = :generating AND lease = :mine AND attribute_not_exists(cancel_requested)",
            new()
            {
                [":lease"] = N(leaseUntil),
                [":mine"] = S(turn.Lease),
                [":text"] = S(text),
            },
            cancellationToken
        );

    /// <summary>Stores the end of a turn.</summary>
    /// <returns>False if it is gone, or was marked as failed.</returns>
    public Task<bool> TryEndAsync(string owner, string id, ConversationTurn turn, CancellationToken cancellationToken)
    {
        var update = "SET #status = :status";
        Item values = new()
        {
            [":mine"] = S(turn.Lease),
            [":status"] = S(turn.Status),
            [":abandoned"] = S(Abandoned),
        };
        Set("assistant", S(turn.Assistant));
        Set("stop_reason", S(turn.StopReason ?? ""));
        Set("prompt_tokens", N(turn.Usage.PromptTokens));
        Set("completion_tokens", N(turn.Usage.CompletionTokens));
        Set("cost_usd", N(turn.CostUsd));
        Set("attempts", Number(turn.Attempts));
        Set("model", turn.Model is { } model ? S(model) : null);
        Set("served_by", turn.Region is { } region ? S(region) : null);
        Set("turns_included", Number(turn.TurnsIncluded));
        Set("context_tokens", Number(turn.ContextTokens));
        Set("vocabulary", turn.Vocabulary is { } vocabulary ? S(vocabulary) : null);
        Set("prompt_counted", Number(turn.PromptCount?.Ours));
        Set("prompt_reported", Number(turn.PromptCount?.Models));
        Set("guardrail", turn.Guardrail == GuardrailAction.None ? null : S(turn.Guardrail));
        Set("retrieval", turn.Retrieval is { } retrieval ? S(JsonSerializer.Serialize(retrieval, ChatJson.Api.RetrievalOutcome)) : null);

        return TryUpdateAsync(
            owner,
            id,
            turn.Number,
            $"{update} REMOVE cancel_requested",
            "lease = :mine AND (attribute_not_exists(stop_reason) OR stop_reason <> :abandoned)",
            values,
            cancellationToken
        );

        void Set(string name, AttributeValue? value)
        {
            if (value is not null)
            {
                update += $", {name} = :{name}";
                values[$":{name}"] = value;
            }
        }
    }

    /// <summary>Stores the text of a turn that was marked as failed. It stays failed, and its cost is only in the day's usage.</summary>
    /// <returns>False if it is gone.</returns>
    public Task<bool> TryKeepLateAsync(string owner, string id, ConversationTurn turn, CancellationToken cancellationToken) =>
        TryUpdateAsync(
            owner,
            id,
            turn.Number,
            "SET assistant = :text",
            "lease = :mine AND #status = :failed AND stop_reason = :abandoned",
            new()
            {
                [":mine"] = S(turn.Lease),
                [":failed"] = S(TurnStatus.Failed),
                [":text"] = S(turn.Assistant),
                [":abandoned"] = S(Abandoned),
            },
            cancellationToken
        );

    private static AttributeValue? Number(int? number) => number is { } value ? N(value) : null;

    private static ItemQuery Turns(string owner, string id) =>
        new("pk = :pk AND begins_with(sk, :turn)", new() { [":pk"] = S(TurnsPk(owner, id)), [":turn"] = S(TurnPrefix) });

    private Task<bool> TryUpdateAsync(
        string owner,
        string id,
        int number,
        string update,
        string condition,
        Item values,
        CancellationToken cancellationToken
    )
    {
        if (condition.Contains(":generating", StringComparison.Ordinal))
        {
            values[":generating"] = S(TurnStatus.Generating);
        }

        return table.TryUpdateAsync(
            new(TurnKey(owner, id, number), update, condition, values, new() { ["#status"] = "status" }),
            cancellationToken
        );
    }

    private sealed record TurnSum(TokenTotals Tokens, decimal Usd);
}

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

/// <summary>The turns of conversations, one item each. The newest turn's item is also the lock: while it is being generated, nobody can begin another.</summary>
/// <remarks>
/// The SDK sends again what was not answered, though it may have been done. So a condition also holds for who has
/// fulfilled it already: the same write twice is the same as once.
/// </remarks>
internal sealed class TurnStore(DynamoTable table)
{
    private const string Mine = "#status = :generating AND lease = :mine";

    /// <summary>Up to <paramref name="limit"/> turns beside one, which is not among them; from an end if there is none.</summary>
    /// <param name="owner">Whose conversation it is.</param>
    /// <param name="id">The conversation.</param>
    /// <param name="after">The number of the turn before the first; null to begin at an end.</param>
    /// <param name="ascending">Whether the oldest comes first.</param>
    /// <param name="limit">The most turns.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="withUnreadable">Whether a turn that cannot be read is there by its number; otherwise it is left out.</param>
    public async Task<IReadOnlyList<ConversationTurn>> ListAsync(
        string owner, string id, int? after, bool ascending, int limit, CancellationToken cancellationToken, bool withUnreadable = false)
    {
        List<ConversationTurn> turns = [];
        var start = after is { } number ? TurnKey(owner, id, number) : null;
        do
        {
            var page = await table
                .QueryAsync(Turns(owner, id) with { Ascending = ascending, Limit = limit - turns.Count, After = start }, cancellationToken)
                .ConfigureAwait(false);
            turns.AddRange(withUnreadable ? page.Items.Select(ToTurnOrGap).OfType<ConversationTurn>() : ItemReader.ReadAll(page.Items, ToTurn));
            start = page.Last;
        }
        while (turns.Count < limit && start is not null);

        return turns;
    }

    /// <summary>What all turns took together.</summary>
    public async Task<(TokenTotals Tokens, decimal Usd)> SumAsync(string owner, string id, CancellationToken cancellationToken)
    {
        List<TurnSum> sums = [];
        var query = Turns(owner, id) with { Attributes = "prompt_tokens, completion_tokens, cost_usd" };
        await foreach (var page in table.QueryAllAsync(query, cancellationToken).ConfigureAwait(false))
        {
            sums.AddRange(ItemReader.ReadAll(page.Items, item => new TurnSum(TokenTotals.Of(item), item.Decimal("cost_usd"))));
        }

        return (new(sums.Sum(sum => sum.Tokens.PromptTokens), sums.Sum(sum => sum.Tokens.CompletionTokens)), sums.Sum(sum => sum.Usd));
    }

    public async Task<ConversationTurn?> NewestAsync(string owner, string id, CancellationToken cancellationToken) =>
        await ListAsync(owner, id, after: null, ascending: false, limit: 1, cancellationToken, withUnreadable: true).ConfigureAwait(false) is [var newest] ? newest : null;

    public async Task<ConversationTurn?> FindAsync(string owner, string id, int number, CancellationToken cancellationToken)
    {
        var item = await table.FindAsync(TurnKey(owner, id, number), cancellationToken).ConfigureAwait(false);

        return item is null ? null : ToTurn(item);
    }

    /// <summary>Makes the user's text durable, and the turn the caller's own.</summary>
    /// <returns>False if there is such a turn already: somebody else was faster.</returns>
    public Task<bool> TryBeginAsync(string owner, string id, ConversationTurn turn, CancellationToken cancellationToken) =>
        table.TryPutAsync(ToItem(owner, id, turn), "attribute_not_exists(pk) OR lease = :mine", new() { [":mine"] = S(turn.Lease) }, cancellationToken);

    /// <summary>Takes an ended turn up again, to replace its answer; the old one stays until then.</summary>
    /// <returns>False if it is not as <paramref name="seen"/> any more: somebody else took it up, or it is gone.</returns>
    public Task<bool> TryBeginAgainAsync(string owner, string id, ConversationTurn turn, ConversationTurn seen, CancellationToken cancellationToken) =>
        TryUpdateAsync(
            owner,
            id,
            turn.Number,
            "SET #status = :generating, lease_until = :lease, lease = :mine REMOVE cancel_requested",
            "lease = :mine OR (lease = :seen AND #status <> :generating)",
            new() { [":lease"] = N(turn.LeaseUntil), [":mine"] = S(turn.Lease), [":seen"] = S(seen.Lease) },
            cancellationToken);

    /// <summary>Whether a turn that has just begun is the newest, and the one before it is not being generated.</summary>
    public async Task<bool> IsAloneAsync(string owner, string id, ConversationTurn turn, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var newest = await ListAsync(owner, id, after: null, ascending: false, limit: 2, cancellationToken, withUnreadable: true).ConfigureAwait(false);

        return newest.Count > 0 && newest[0].Number == turn.Number && !newest.Skip(1).Any(earlier => earlier.IsGenerating(now));
    }

    /// <summary>Takes back a beginning: a new turn goes, an old one is as it was.</summary>
    public Task WithdrawAsync(string owner, string id, ConversationTurn turn, bool isNew) => isNew
        ? table.TryDeleteAsync(
            TurnKey(owner, id, turn.Number),
            Mine,
            new() { [":generating"] = S(TurnStatus.Generating), [":mine"] = S(turn.Lease) },
            CancellationToken.None,
            new() { ["#status"] = "status" })
        : TryUpdateAsync(
            owner,
            id,
            turn.Number,
            "SET #status = :before REMOVE cancel_requested",
            Mine,
            new() { [":mine"] = S(turn.Lease), [":before"] = S(turn.Status == TurnStatus.Generating ? TurnStatus.Failed : turn.Status) },
            CancellationToken.None);

    /// <summary>Writes down that the process of a turn has died.</summary>
    /// <returns>False if it has ended by itself, or was taken up, in between.</returns>
    public Task<bool> TryAbandonAsync(string owner, string id, ConversationTurn turn, CancellationToken cancellationToken) =>
        TryUpdateAsync(
            owner,
            id,
            turn.Number,
            "SET #status = :failed, stop_reason = :abandoned",
            "lease_until = :lease AND (#status = :generating OR stop_reason = :abandoned)",
            new() { [":failed"] = S(TurnStatus.Failed), [":abandoned"] = S("abandoned"), [":lease"] = N(turn.LeaseUntil) },
            cancellationToken);

    /// <summary>Asks the process that generates a turn to stop.</summary>
    /// <returns>False if the turn has ended.</returns>
    public Task<bool> TryCancelAsync(string owner, string id, int number, CancellationToken cancellationToken) =>
        TryUpdateAsync(
            owner, id, number, "SET cancel_requested = :true", "#status = :generating", new() { [":true"] = new() { BOOL = true } }, cancellationToken);

    public Task<bool> TryRenewAsync(string owner, string id, ConversationTurn turn, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        TryUpdateAsync(
            owner, id, turn.Number, "SET lease_until = :lease", Mine, new() { [":lease"] = N(leaseUntil), [":mine"] = S(turn.Lease) }, cancellationToken);

    public async Task<bool> IsCancelRequestedAsync(string owner, string id, int number, CancellationToken cancellationToken)
    {
        var item = await table.FindAsync(TurnKey(owner, id, number), cancellationToken, "cancel_requested").ConfigureAwait(false);

        return item?.GetValueOrDefault("cancel_requested")?.BOOL ?? false;
    }

    /// <summary>Ends a turn with whatever was produced and paid for. A second answer's tokens add to the first's.</summary>
    /// <returns>False if the turn is not the caller's any more.</returns>
    public async Task<bool> TryEndAsync(string owner, string id, ConversationTurn turn, TurnCost cost, CancellationToken cancellationToken)
    {
        Item values = new()
        {
            [":mine"] = S(turn.Lease),
            [":status"] = S(turn.Status),
            [":assistant"] = S(turn.Assistant),
            [":reason"] = S(turn.StopReason ?? ""),
        };
        cost.AddTo(values);
        var (set, removed) = ("", "");
        Replace("model", turn.Model is { } model ? S(model) : null);
        Replace("served_by", turn.Region is { } region ? S(region) : null);
        Replace("turns_included", turn.TurnsIncluded is { } included ? N(included) : null);
        Replace("context_tokens", turn.ContextTokens is { } tokens ? N(tokens) : null);
        Replace("vocabulary", turn.Vocabulary is { } vocabulary ? S(vocabulary) : null);
        Replace("prompt_counted", turn.PromptCount is { } counted ? N(counted.Ours) : null);
        Replace("prompt_reported", turn.PromptCount is { } reported ? N(reported.Models) : null);
        Replace("guardrail", turn.Guardrail == GuardrailAction.None ? null : S(turn.Guardrail));
        Replace("retrieval", turn.Retrieval is { } retrieval ? S(JsonSerializer.Serialize(retrieval, ChatJson.Api.RetrievalOutcome)) : null);

        return await TryUpdateAsync(
            owner,
            id,
            turn.Number,
            $"SET #status = :status, assistant = :assistant, stop_reason = :reason{set} REMOVE cancel_requested{removed} "
                + $"ADD {TurnCost.Additions}",
            Mine,
            values,
            cancellationToken).ConfigureAwait(false) || await HasEndedAsync(owner, id, turn, cancellationToken).ConfigureAwait(false);

        // What an earlier answer left behind must not stay.
        void Replace(string name, AttributeValue? value)
        {
            if (value is null)
            {
                removed += $", {name}";
            }
            else
            {
                set += $", {name} = :{name}";
                values[$":{name}"] = value;
            }
        }
    }

    // The first attempt may have come through, and only its answer have been lost.
    private async Task<bool> HasEndedAsync(string owner, string id, ConversationTurn turn, CancellationToken cancellationToken) =>
        await FindAsync(owner, id, turn.Number, cancellationToken).ConfigureAwait(false) is { } stored
        && (stored.Lease, stored.Status, stored.StopReason) == (turn.Lease, turn.Status, turn.StopReason ?? "");

    public Task DeleteAsync(string owner, string id, int number, CancellationToken cancellationToken) =>
        table.TryDeleteAsync(TurnKey(owner, id, number), condition: null, values: null, cancellationToken);

    private static ItemQuery Turns(string owner, string id) =>
        new("pk = :pk AND begins_with(sk, :turn)", new() { [":pk"] = S(TurnsPk(owner, id)), [":turn"] = S(TurnPrefix) });

    private Task<bool> TryUpdateAsync(
        string owner, string id, int number, string update, string condition, Item values, CancellationToken cancellationToken)
    {
        values[":generating"] = S(TurnStatus.Generating);
        return table.TryUpdateAsync(
            new(TurnKey(owner, id, number), update, condition, values, new() { ["#status"] = "status" }), cancellationToken);
    }

    private sealed record TurnSum(TokenTotals Tokens, decimal Usd);
}

using Chat.Conversations;
using Chat.Metering;
using Chat.Table;
using static Chat.Table.Attributes;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Chat.Admin;

/// <summary>What an erasure has deleted.</summary>
/// <param name="Owner">The owner.</param>
/// <param name="Conversations">Conversations, each with its messages and their feedback.</param>
/// <param name="UsageDays">Days of usage.</param>
/// <param name="IdempotencyKeys">Idempotency records.</param>
/// <param name="Limits">Whether limits of the owner were deleted. Those of a blocked owner stay, because they hold the block.</param>
/// <param name="More">Whether there may be more: time ran out, and the request is to be repeated.</param>
internal sealed record ErasureReport(string Owner, int Conversations, int UsageDays, int IdempotencyKeys, bool Limits, bool More);

/// <summary>Deletes everything that is stored of an owner, as far as the time goes. It can be repeated until nothing is left.</summary>
internal sealed class OwnerErasure(DynamoTable table, ConversationDeletion deletion, LimitStore limits, TimeProvider time)
{
    private const int AtOnce = 8;

    /// <param name="owner">The owner.</param>
    /// <param name="stop">Ends the work between two items, to be continued by the next request.</param>
    /// <param name="cancellationToken">Abandons the request.</param>
    public async Task<ErasureReport> EraseAsync(string owner, CancellationToken stop, CancellationToken cancellationToken)
    {
        Lock counting = new();
        ErasureReport report = new(owner, 0, 0, 0, Limits: false, More: false);
        var isBlocked = (await limits.FindAsync(LimitSubject.OfOwner(owner), cancellationToken)).BlockedAt is not null;
        ItemQuery keys = new("pk = :pk", new() { [":pk"] = S(ChatKeys.UserPk(owner)) }) { Attributes = "pk, sk" };
        try
        {
            await foreach (var page in table.QueryAllAsync(keys, stop))
            {
                var kinds = page.Items.ToLookup(item => KindOf(item[TableSchema.Sk].S));
                await Parallel.ForEachAsync(
                    kinds[Kind.Conversation],
                    new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop },
                    async (item, token) =>
                    {
                        await deletion.RemoveAsync(owner, item[TableSchema.Sk].S[ChatKeys.ConversationPrefix.Length..], token);
                        Count(soFar => soFar with { Conversations = soFar.Conversations + 1 });
                    }
                );
                List<Item> others = [.. kinds[Kind.Usage], .. kinds[Kind.IdempotencyKey], .. isBlocked ? [] : kinds[Kind.Limits]];
                await table.DeleteAllAsync(others, time, stop);
                Count(soFar =>
                    soFar with
                    {
                        UsageDays = soFar.UsageDays + kinds[Kind.Usage].Count(),
                        IdempotencyKeys = soFar.IdempotencyKeys + kinds[Kind.IdempotencyKey].Count(),
                        Limits = soFar.Limits || (!isBlocked && kinds[Kind.Limits].Any()),
                    }
                );
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // A conversation's messages are deleted before its record, so the next request finds what is left.
            report = report with
            {
                More = true,
            };
        }

        return report;

        void Count(Func<ErasureReport, ErasureReport> change)
        {
            lock (counting)
            {
                report = change(report);
            }
        }
    }

    private enum Kind
    {
        Conversation,
        Usage,
        IdempotencyKey,
        Limits,
        Other,
    }

    private static Kind KindOf(string sk) =>
        sk.StartsWith(ChatKeys.ConversationPrefix, StringComparison.Ordinal) ? Kind.Conversation
        : sk.StartsWith(ChatKeys.UsagePrefix, StringComparison.Ordinal) ? Kind.Usage
        : sk.StartsWith(ChatKeys.IdempotencyPrefix, StringComparison.Ordinal) ? Kind.IdempotencyKey
        : sk == ChatKeys.LimitsSk ? Kind.Limits
        : Kind.Other;
}

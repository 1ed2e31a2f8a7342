using Amazon.DynamoDBv2.Model;
using Chat.Table;
using static Chat.Table.Attributes;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Chat.Admin;

/// <summary>An admin call as it is recorded.</summary>
/// <param name="Caller">The owner who called.</param>
/// <param name="Action">Method and route.</param>
/// <param name="Target">The owner or group that it is about; null for all.</param>
/// <param name="RequestId">The id that the caller was given.</param>
internal sealed record AuditEntry(string Caller, string Action, string? Target, string RequestId);

/// <summary>
/// The record of admin calls: one item for each, written before anything is done, and completed with the result. No route deletes one.
/// </summary>
internal sealed class AuditStore(DynamoTable table, TimeProvider time)
{
    public async Task<Item> BeginAsync(AuditEntry entry, string? before, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        Item item = new(ChatKeys.AuditKey(now, Ulid.NewUlid(now).ToString()))
        {
            ["at"] = S(now),
            ["caller"] = S(entry.Caller),
            ["action"] = S(entry.Action),
            ["request_id"] = S(entry.RequestId),
        };
        item.Set("target", entry.Target);
        item.Set("before", before);
        await table.PutNewAsync(item, cancellationToken);

        return item;
    }

    // Not cancellable: what was done is recorded.
    public Task EndAsync(Item begun, int status, string? after) =>
        table.TryUpdateAsync(
            ItemUpdate.Of(
                new() { [TableSchema.Pk] = begun[TableSchema.Pk], [TableSchema.Sk] = begun[TableSchema.Sk] },
                new Dictionary<string, AttributeValue?> { ["status"] = N(status), ["after"] = after is null ? null : S(after) },
                "attribute_exists(pk)"
            ),
            CancellationToken.None
        );
}

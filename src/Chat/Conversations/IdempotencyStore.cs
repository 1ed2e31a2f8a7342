using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Amazon.Lambda.Core;
using Chat.Http;
using Chat.Table;
using static Chat.Table.Attributes;
using static Chat.Table.ChatKeys;

namespace Chat.Conversations;

/// <summary>Stores answers by Idempotency-Key for 24 hours, so that a repeated request is not executed again.</summary>
internal sealed class IdempotencyStore(DynamoTable table, TimeProvider time)
{
    private const string Mine = "claim = :mine";

    private static readonly TimeSpan _lifetime = TimeSpan.FromHours(24);

    /// <summary>Claims a key for a request.</summary>
    /// <param name="owner">The key's owner.</param>
    /// <param name="key">The key.</param>
    /// <param name="fingerprint">Identifies the request.</param>
    /// <param name="lease">The lease of this invocation, whose id is the claim.</param>
    /// <param name="find">Finds the outcome of an earlier request by its claim.</param>
    /// <param name="cancellationToken">Cancels the claim.</param>
    /// <returns>The answer of the earlier request; null if the request has to be executed.</returns>
    /// <exception cref="ProblemException">The request is in progress, or the key belongs to another request.</exception>
    public async Task<string?> ClaimAsync(
        string owner,
        string key,
        string fingerprint,
        Lease lease,
        Func<string, Task<EarlierRequest?>> find,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var item = IdempotencyKey(owner, key);
        item["fingerprint"] = S(fingerprint);
        item["claim"] = S(lease.Id);
        item["lease_until"] = N(lease.Until(now));
        item[TableSchema.ExpiresAt] = N((now + _lifetime).ToUnixTimeSeconds());

        // An expired record may still exist. It may also be our own: the SDK retries writes whose response was lost.
        if (
            await table.TryPutAsync(
                item,
                "attribute_not_exists(pk) OR expires_at < :seconds OR claim = :claim",
                new() { [":seconds"] = N(now.ToUnixTimeSeconds()), [":claim"] = S(lease.Id) },
                cancellationToken
            )
        )
        {
            return null;
        }

        var record = await table.FindAsync(IdempotencyKey(owner, key), cancellationToken) ?? [];
        if (record.Text("fingerprint") is { } other && other != fingerprint)
        {
            throw new ProblemException(
                ProblemKind.IdempotencyMismatch,
                "Idempotency-Key was used with another request in the last 24 hours."
            )
            {
                Field = "Idempotency-Key",
            };
        }

        if (record.Text("answer") is { } answer && IsJson(answer))
        {
            return answer;
        }

        var seen = record.Text("claim") ?? "";
        var earlier = await find(seen);
        if (earlier?.Answer is { } given)
        {
            return given;
        }

        // The earlier request had no effect, or its process died before it began a turn.
        var isFree = earlier?.IsOver ?? !(record.Double("lease_until") >= now.ToUnixTimeMilliseconds());
        return
            isFree
            && await table.TryPutAsync(
                item,
                record.ContainsKey("answer") ? "claim = :claim" : "attribute_not_exists(answer) AND claim = :claim",
                new() { [":claim"] = S(seen) },
                cancellationToken
            )
            ? null
            : throw InProgress(earlier?.Turn?.Number);
    }

    /// <param name="turn">The turn that answers it, if there is one.</param>
    public static ProblemException InProgress(int? turn) =>
        ProblemException.InProgress("The request with this Idempotency-Key is being answered.", turn);

    /// <summary>Stores the answer.</summary>
    public Task CompleteAsync(string owner, string key, string claim, string answer, CancellationToken cancellationToken) =>
        IfClaimedAsync(() => UpdateAsync(owner, key, claim, "answer", S(answer), cancellationToken));

    /// <summary>Releases the key of a request that was not executed, so that it can be repeated.</summary>
    public Task ReleaseAsync(string owner, string key, string claim, CancellationToken cancellationToken) =>
        IfClaimedAsync(() => table.TryDeleteAsync(IdempotencyKey(owner, key), Mine, new() { [":mine"] = S(claim) }, cancellationToken));

    private static bool IsJson(string answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private Task<bool> UpdateAsync(
        string owner,
        string key,
        string claim,
        string name,
        AttributeValue value,
        CancellationToken cancellationToken
    ) =>
        table.TryUpdateAsync(
            new(
                IdempotencyKey(owner, key),
                "SET #name = :value",
                Mine,
                new() { [":value"] = value, [":mine"] = S(claim) },
                new() { ["#name"] = name }
            ),
            cancellationToken
        );

    // After the lease has expired, the claim may belong to another process, and nothing may be changed. If the record cannot be written,
    // the client still gets its answer; a repetition finds it in the turn.
    private static async Task IfClaimedAsync<T>(Func<Task<T>> write)
    {
        try
        {
            await write();
        }
        catch (Exception failure)
        {
            LambdaLogger.Log(LogLevel.Error, failure, "idempotency_record_not_written");
        }
    }
}

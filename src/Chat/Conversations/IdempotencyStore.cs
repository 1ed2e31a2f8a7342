using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Amazon.Lambda.Core;
using Chat.Http;
using Chat.Table;
using static Chat.Table.Attributes;
using static Chat.Table.ChatKeys;

namespace Chat.Conversations;

/// <summary>What was answered under a key, for 24 hours, so that a request that is sent again is not done again.</summary>
internal sealed class IdempotencyStore(DynamoTable table, TimeProvider time)
{
    private const string Mine = "claim = :mine";

    private static readonly TimeSpan _lifetime = TimeSpan.FromHours(24);

    /// <summary>Claims a key for a request.</summary>
    /// <param name="owner">Whose key it is.</param>
    /// <param name="key">The key.</param>
    /// <param name="fingerprint">Tells the request from others.</param>
    /// <param name="claim">Names this invocation.</param>
    /// <param name="lease">How long the claim outlives a process that has died.</param>
    /// <param name="find">Finds what became of an earlier request by its claim.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer that the same request was given before; null if it is to be done now.</returns>
    /// <exception cref="ProblemException">The request is being done, or the key belongs to another one.</exception>
    public async Task<string?> ClaimAsync(
        string owner,
        string key,
        string fingerprint,
        string claim,
        TimeSpan lease,
        Func<string, Task<EarlierRequest?>> find,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var item = IdempotencyKey(owner, key);
        item["fingerprint"] = S(fingerprint);
        item["claim"] = S(claim);
        item["lease_until"] = N(now + lease);
        item[TableSchema.ExpiresAt] = N((now + _lifetime).ToUnixTimeSeconds());

        // What has expired may still be there. Our own may be there too: the SDK sends again what was done but not answered.
        if (
            await table.TryPutAsync(
                item,
                "attribute_not_exists(pk) OR expires_at < :seconds OR claim = :claim",
                new() { [":seconds"] = N(now.ToUnixTimeSeconds()), [":claim"] = S(claim) },
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

        // Nothing came of it, or its process died before it began a turn: then it is done now.
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

    /// <param name="turn">The turn that answers it, where there is one.</param>
    public static ProblemException InProgress(int? turn) =>
        ProblemException.InProgress("The request with this Idempotency-Key is being answered.", turn);

    /// <summary>Keeps the answer.</summary>
    public Task CompleteAsync(string owner, string key, string claim, string answer, CancellationToken cancellationToken) =>
        IfClaimedAsync(() => UpdateAsync(owner, key, claim, "answer", S(answer), cancellationToken));

    /// <summary>Frees the key of a request that was not done: it may be tried again.</summary>
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

    // A claim whose lease has ended may be another's by now, and then nothing is ours to change. Nor may a record that
    // cannot be written cost the client its answer: who sends the key again gets it from the turn.
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

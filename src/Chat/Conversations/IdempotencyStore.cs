using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Chat.Http;
using Chat.Table;
using static Chat.Conversations.ConversationItems;

namespace Chat.Conversations;

/// <summary>What was answered under a key, for 24 hours, so that a request that is sent again is not done again.</summary>
internal sealed class IdempotencyStore(IAmazonDynamoDB dynamo, string table, TimeProvider time)
{
    private static readonly TimeSpan _lifetime = TimeSpan.FromHours(24);

    /// <summary>Claims a key for a request.</summary>
    /// <param name="owner">Whose key it is.</param>
    /// <param name="key">The key.</param>
    /// <param name="fingerprint">Tells the request from others.</param>
    /// <param name="claim">Names this invocation.</param>
    /// <param name="lease">How long the claim outlives a process that has died.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer that the same request was given before; null if it is to be done now.</returns>
    /// <exception cref="ProblemException">The request is being done, or the key belongs to another one.</exception>
    public async Task<string?> ClaimAsync(
        string owner, string key, string fingerprint, string claim, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var item = IdempotencyKey(owner, key);
        item["fingerprint"] = S(fingerprint);
        item["claim"] = S(claim);
        item["lease_until"] = N(now + lease);
        item[ChatTable.ExpiresAt] = N((now + _lifetime).ToUnixTimeSeconds());
        try
        {
            await dynamo.PutItemAsync(
                new()
                {
                    TableName = table,
                    Item = item,

                    // A claim whose process died is free again; what has expired may still be there.
                    // Our own may be there too: the SDK sends again what was done but not answered.
                    ConditionExpression = "attribute_not_exists(pk) OR expires_at < :seconds OR claim = :mine "
                        + "OR (attribute_not_exists(answer) AND lease_until < :now AND fingerprint = :fingerprint)",
                    ExpressionAttributeValues = new()
                    {
                        [":seconds"] = N(now.ToUnixTimeSeconds()),
                        [":now"] = N(now),
                        [":mine"] = S(claim),
                        [":fingerprint"] = S(fingerprint),
                    },
                },
                cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (ConditionalCheckFailedException)
        {
            return await EarlierAsync(owner, key, fingerprint, cancellationToken).ConfigureAwait(false);
        }
    }

    public Task RenewAsync(string owner, string key, string claim, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        IfClaimedAsync(() => UpdateAsync(owner, key, claim, "lease_until", N(leaseUntil), cancellationToken));

    /// <summary>Keeps the answer.</summary>
    public Task CompleteAsync(string owner, string key, string claim, string answer, CancellationToken cancellationToken) =>
        IfClaimedAsync(() => UpdateAsync(owner, key, claim, "answer", S(answer), cancellationToken));

    /// <summary>Frees the key of a request that was not done: it may be tried again.</summary>
    public Task ReleaseAsync(string owner, string key, string claim, CancellationToken cancellationToken) =>
        IfClaimedAsync(() => dynamo.DeleteItemAsync(
            new()
            {
                TableName = table,
                Key = IdempotencyKey(owner, key),
                ConditionExpression = "claim = :mine",
                ExpressionAttributeValues = new() { [":mine"] = S(claim) },
            },
            cancellationToken));

    private async Task<string?> EarlierAsync(string owner, string key, string fingerprint, CancellationToken cancellationToken)
    {
        var response = await dynamo
            .GetItemAsync(new() { TableName = table, Key = IdempotencyKey(owner, key), ConsistentRead = true }, cancellationToken)
            .ConfigureAwait(false);
        var record = response.Item ?? [];
        if (record.Text("fingerprint") is { } other && other != fingerprint)
        {
            throw new ProblemException(ProblemKind.IdempotencyMismatch, "Idempotency-Key was used with another request in the last 24 hours.")
            {
                Field = "Idempotency-Key",
            };
        }

        return record.Text("answer")
            ?? throw new ProblemException(ProblemKind.TurnInProgress, "The request with this Idempotency-Key is being answered.");
    }

    private Task<UpdateItemResponse> UpdateAsync(
        string owner, string key, string claim, string name, AttributeValue value, CancellationToken cancellationToken) =>
        dynamo.UpdateItemAsync(
            new()
            {
                TableName = table,
                Key = IdempotencyKey(owner, key),
                UpdateExpression = "SET #name = :value",
                ConditionExpression = "claim = :mine",
                ExpressionAttributeNames = new() { ["#name"] = name },
                ExpressionAttributeValues = new() { [":value"] = value, [":mine"] = S(claim) },
            },
            cancellationToken);

    // A claim whose lease has ended may be another's by now, and then nothing is ours to change.
    private static async Task IfClaimedAsync<T>(Func<Task<T>> write)
    {
        try
        {
            await write().ConfigureAwait(false);
        }
        catch (ConditionalCheckFailedException)
        {
        }
    }
}

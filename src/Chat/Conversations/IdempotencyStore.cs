using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Chat.Http;
using static Chat.Conversations.ConversationItems;

namespace Chat.Conversations;

/// <summary>What was answered under a key, for 24 hours, so that a request that is sent again is not done again.</summary>
internal sealed class IdempotencyStore(IAmazonDynamoDB dynamo, string table, TimeProvider time)
{
    private static readonly TimeSpan _lifetime = TimeSpan.FromHours(24);

    /// <summary>Claims a key for a request.</summary>
    /// <returns>The answer that the same request was given before; null if it is to be done now.</returns>
    /// <exception cref="ProblemException">The request is being done, or the key belongs to another one.</exception>
    public async Task<string?> ClaimAsync(string owner, string key, string fingerprint, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var item = IdempotencyKey(owner, key);
        item["fingerprint"] = S(fingerprint);
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
                    ConditionExpression = "attribute_not_exists(pk) OR expires_at < :seconds "
                        + "OR (attribute_not_exists(answer) AND lease_until < :now AND fingerprint = :fingerprint)",
                    ExpressionAttributeValues = new()
                    {
                        [":seconds"] = N(now.ToUnixTimeSeconds()),
                        [":now"] = N(now),
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

    public Task RenewAsync(string owner, string key, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        UpdateAsync(owner, key, "lease_until", N(leaseUntil), cancellationToken);

    /// <summary>Keeps the answer.</summary>
    public Task CompleteAsync(string owner, string key, string answer, CancellationToken cancellationToken) =>
        UpdateAsync(owner, key, "answer", S(answer), cancellationToken);

    /// <summary>Frees the key of a request that was not done: it may be tried again.</summary>
    public Task ReleaseAsync(string owner, string key, CancellationToken cancellationToken) =>
        dynamo.DeleteItemAsync(new() { TableName = table, Key = IdempotencyKey(owner, key) }, cancellationToken);

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

    private Task<UpdateItemResponse> UpdateAsync(string owner, string key, string name, AttributeValue value, CancellationToken cancellationToken) =>
        dynamo.UpdateItemAsync(
            new()
            {
                TableName = table,
                Key = IdempotencyKey(owner, key),
                UpdateExpression = "SET #name = :value",
                ConditionExpression = "attribute_exists(pk)",
                ExpressionAttributeNames = new() { ["#name"] = name },
                ExpressionAttributeValues = new() { [":value"] = value },
            },
            cancellationToken);
}

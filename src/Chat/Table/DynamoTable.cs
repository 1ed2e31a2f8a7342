using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Chat.Table;

/// <summary>The table in DynamoDB: the only class that calls it. Reads are strongly consistent, so they see every earlier write.</summary>
/// <remarks>
/// The SDK retries calls that were not answered, though they may have been executed. A condition therefore has to hold
/// for a write that has already been executed, too, or its caller has to look at what is stored.
/// </remarks>
internal sealed class DynamoTable(IAmazonDynamoDB dynamo, string name)
{
    // The most that one BatchWriteItem takes.
    private const int BatchSize = 25;

    /// <param name="key">The item's key.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="attributes">The attributes to read; null for all.</param>
    /// <returns>Null if there is no such item.</returns>
    public async Task<Item?> FindAsync(Item key, CancellationToken cancellationToken, string? attributes = null)
    {
        var response = await dynamo.GetItemAsync(
            new()
            {
                TableName = name,
                Key = key,
                ProjectionExpression = attributes,
                ConsistentRead = true,
            },
            cancellationToken
        );

        return response.Item is { Count: > 0 } item ? item : null;
    }

    /// <summary>One page of a partition's items.</summary>
    public async Task<ItemPage> QueryAsync(ItemQuery query, CancellationToken cancellationToken)
    {
        var response = await dynamo.QueryAsync(
            new()
            {
                TableName = name,
                IndexName = query.Index,
                KeyConditionExpression = query.Condition,
                ExpressionAttributeValues = query.Values,
                ProjectionExpression = query.Attributes,
                ScanIndexForward = query.Ascending,
                // A global index has no consistent reads.
                ConsistentRead = query.Index != TableSchema.UsageDayIndex,
                Limit = query.Limit,
                ExclusiveStartKey = query.After,
            },
            cancellationToken
        );

        return new(response.Items ?? [], response.LastEvaluatedKey is { Count: > 0 } last ? last : null);
    }

    /// <summary>The items of these keys, in any order, as far as they exist. Reads are eventually consistent, for half the price.</summary>
    public async Task<IReadOnlyList<Item>> FindAllAsync(IEnumerable<Item> keys, CancellationToken cancellationToken)
    {
        List<Item> found = [];
        List<Item> missing =
        [
            .. keys.Select(key => new Item { [TableSchema.Pk] = key[TableSchema.Pk], [TableSchema.Sk] = key[TableSchema.Sk] }),
        ];
        for (var pause = TimeSpan.FromMilliseconds(50); missing.Count > 0; pause *= 2)
        {
            var response = await dynamo.BatchGetItemAsync(
                new BatchGetItemRequest { RequestItems = new() { [name] = new() { Keys = missing } } },
                cancellationToken
            );
            found.AddRange(response.Responses?.GetValueOrDefault(name) ?? []);
            missing = response.UnprocessedKeys?.GetValueOrDefault(name)?.Keys ?? [];
            if (missing.Count > 0)
            {
                await Task.Delay(pause, cancellationToken);
            }
        }

        return found;
    }

    /// <summary>All pages of a partition's items.</summary>
    public async IAsyncEnumerable<ItemPage> QueryAllAsync(ItemQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Item? after = query.After;
        do
        {
            var page = await QueryAsync(query with { After = after }, cancellationToken);
            yield return page;
            after = page.Last;
        } while (after is not null);
    }

    /// <summary>Writes an item that must not exist yet.</summary>
    /// <exception cref="ConditionalCheckFailedException">There is such an item.</exception>
    public Task PutNewAsync(Item item, CancellationToken cancellationToken) =>
        dynamo.PutItemAsync(
            new()
            {
                TableName = name,
                Item = item,
                ConditionExpression = "attribute_not_exists(pk)",
            },
            cancellationToken
        );

    /// <returns>False if the condition does not hold.</returns>
    public Task<bool> TryPutAsync(Item item, string condition, Item? values, CancellationToken cancellationToken) =>
        TryAsync(
            dynamo.PutItemAsync(
                new()
                {
                    TableName = name,
                    Item = item,
                    ConditionExpression = condition,
                    ExpressionAttributeValues = values,
                },
                cancellationToken
            )
        );

    /// <returns>False if the condition does not hold.</returns>
    public Task<bool> TryUpdateAsync(ItemUpdate update, CancellationToken cancellationToken) =>
        TryAsync(dynamo.UpdateItemAsync(Request(update), cancellationToken));

    /// <returns>The item as it is now; null if the condition does not hold.</returns>
    public Task<Item?> UpdateAsync(ItemUpdate update, CancellationToken cancellationToken) =>
        UpdateAsync(update, ReturnValue.ALL_NEW, cancellationToken);

    /// <returns>The attributes that have changed, as they were before; null if the condition does not hold.</returns>
    public Task<Item?> ReplaceAsync(ItemUpdate update, CancellationToken cancellationToken) =>
        UpdateAsync(update, ReturnValue.UPDATED_OLD, cancellationToken);

    /// <returns>Null if the update is done; else the item for which the condition does not hold, as far as DynamoDB returns it.</returns>
    public async Task<Item?> FindObstacleAsync(ItemUpdate update, CancellationToken cancellationToken)
    {
        var request = Request(update);
        request.ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD;
        try
        {
            await dynamo.UpdateItemAsync(request, cancellationToken);
            return null;
        }
        catch (ConditionalCheckFailedException refused)
        {
            return refused.Item ?? [];
        }
    }

    /// <returns>False if the condition does not hold.</returns>
    public Task<bool> TryDeleteAsync(
        Item key,
        string? condition,
        Item? values,
        CancellationToken cancellationToken,
        Dictionary<string, string>? names = null
    ) =>
        TryAsync(
            dynamo.DeleteItemAsync(
                new()
                {
                    TableName = name,
                    Key = key,
                    ConditionExpression = condition,
                    ExpressionAttributeNames = names,
                    ExpressionAttributeValues = values,
                },
                cancellationToken
            )
        );

    /// <summary>Deletes items without a condition, in batches.</summary>
    public Task DeleteAllAsync(IEnumerable<Item> keys, TimeProvider time, CancellationToken cancellationToken) =>
        WriteAllAsync(keys.Select(key => new WriteRequest { DeleteRequest = new() { Key = key } }), time, cancellationToken);

    /// <summary>Writes items without a condition, in batches.</summary>
    public Task PutAllAsync(IEnumerable<Item> items, TimeProvider time, CancellationToken cancellationToken) =>
        WriteAllAsync(items.Select(item => new WriteRequest { PutRequest = new() { Item = item } }), time, cancellationToken);

    // What DynamoDB does not process is sent again, after growing pauses.
    private async Task WriteAllAsync(IEnumerable<WriteRequest> writes, TimeProvider time, CancellationToken cancellationToken)
    {
        foreach (var batch in writes.Chunk(BatchSize))
        {
            List<WriteRequest> requests = [.. batch];
            for (var pause = TimeSpan.FromMilliseconds(50); requests.Count > 0; pause *= 2)
            {
                var response = await dynamo.BatchWriteItemAsync(
                    new BatchWriteItemRequest { RequestItems = new() { [name] = requests } },
                    cancellationToken
                );
                requests = response.UnprocessedItems?.GetValueOrDefault(name) ?? [];
                if (requests.Count > 0)
                {
                    await Task.Delay(pause, time, cancellationToken);
                }
            }
        }
    }

    private async Task<Item?> UpdateAsync(ItemUpdate update, ReturnValue returned, CancellationToken cancellationToken)
    {
        var request = Request(update);
        request.ReturnValues = returned;
        try
        {
            return (await dynamo.UpdateItemAsync(request, cancellationToken)).Attributes ?? [];
        }
        catch (ConditionalCheckFailedException)
        {
            return null;
        }
    }

    private static async Task<bool> TryAsync<T>(Task<T> write)
    {
        try
        {
            await write;
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    private UpdateItemRequest Request(ItemUpdate update) =>
        new()
        {
            TableName = name,
            Key = update.Key,
            UpdateExpression = update.Update,
            ConditionExpression = update.Condition,
            ExpressionAttributeNames = update.Names,
            ExpressionAttributeValues = update.Values,
        };
}

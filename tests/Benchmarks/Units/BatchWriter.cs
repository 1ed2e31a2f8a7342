using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Benchmarks.Units;

/// <summary>Writes many items, as many at a time as DynamoDB takes.</summary>
internal static class BatchWriter
{
    private const int LargestBatch = 25;

    public static Task WriteAsync(IAmazonDynamoDB dynamo, string table, IEnumerable<Item> items) =>
        Parallel.ForEachAsync(
            items.Chunk(LargestBatch),
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (batch, _) => await WriteBatchAsync(dynamo, table, batch)
        );

    private static async Task WriteBatchAsync(IAmazonDynamoDB dynamo, string table, Item[] items)
    {
        var rest = Array.ConvertAll(items, item => new WriteRequest(new PutRequest(item))).ToList();
        while (rest.Count > 0)
        {
            var response = await dynamo.BatchWriteItemAsync(new BatchWriteItemRequest { RequestItems = new() { [table] = rest } });
            rest = response.UnprocessedItems?.GetValueOrDefault(table) ?? [];
        }
    }
}

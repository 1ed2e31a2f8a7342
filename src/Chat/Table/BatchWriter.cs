using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Chat.Table;

/// <summary>Writes and deletes many items, 25 in a request, and sends again what DynamoDB left undone.</summary>
internal sealed class BatchWriter(IAmazonDynamoDB dynamo, string table, TimeProvider time)
{
    // DynamoDB's limit.
    private const int MaxRequests = 25;

    public async Task WriteAsync(IEnumerable<WriteRequest> requests, CancellationToken cancellationToken)
    {
        foreach (var batch in requests.Chunk(MaxRequests))
        {
            await WriteBatchAsync([.. batch], cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WriteBatchAsync(List<WriteRequest> requests, CancellationToken cancellationToken)
    {
        for (var delay = TimeSpan.FromMilliseconds(50); requests.Count > 0; delay *= 2)
        {
            var response = await dynamo
                .BatchWriteItemAsync(new BatchWriteItemRequest { RequestItems = new() { [table] = requests } }, cancellationToken)
                .ConfigureAwait(false);
            requests = response.UnprocessedItems?.GetValueOrDefault(table) ?? [];
            if (requests.Count > 0)
            {
                await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}

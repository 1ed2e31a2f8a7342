using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Chat.Table;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Benchmarks.Units;

/// <summary>The design to compare with: one item per conversation, which every turn reads and writes as a whole.</summary>
internal sealed class RewriteEverything(IAmazonDynamoDB dynamo, string table)
{
    /// <summary>The most that DynamoDB takes as an item, in bytes.</summary>
    public const int Limit = 400 * 1024;

    private const string Turns = "turns";

    /// <summary>
    /// What a conversation's item takes, by DynamoDB's rules: names and values, 3 bytes for a list or map, 1 for each of its elements.
    /// </summary>
    public static long SizeOf(string id, int turns)
    {
        var item = ToItem(id, turns);
        var strings = item.Where(attribute => attribute.Key != Turns).Sum(attribute => attribute.Key.Length + Bytes(attribute.Value));

        return strings + Turns.Length + 3 + item[Turns].L.Sum(turn => 1L + 3 + turn.M.Sum(text => 1 + text.Key.Length + Bytes(text.Value)));
    }

    public Task WriteAsync(string id, int turns) => dynamo.PutItemAsync(new() { TableName = table, Item = ToItem(id, turns) });

    /// <summary>Get, append, put back. The model's answer costs nothing here, nor do a lock and the usage of the day.</summary>
    public async Task TakeTurnAsync(string id, int number)
    {
        var item = await ReadAsync(id);
        item[Turns].L.Add(ToValue(Exchange.Of(number)));
        await dynamo.PutItemAsync(new() { TableName = table, Item = item });
    }

    /// <exception cref="InvalidDataException">The item is not there, or is another.</exception>
    public async Task CheckAsync(string id, int number)
    {
        var turns = (await ReadAsync(id))[Turns].L;
        var last = turns[^1].M;
        if (turns.Count != number || new Exchange(last["user"].S, last["assistant"].S) != Exchange.Of(number))
        {
            throw new InvalidDataException($"the item holds {turns.Count} turns, or its last is wrong; expected {number}.");
        }
    }

    private async Task<Item> ReadAsync(string id)
    {
        var response = await dynamo.GetItemAsync(
            new GetItemRequest
            {
                TableName = table,
                Key = Key(id),
                ConsistentRead = true,
            }
        );

        return response.Item is { Count: > 0 } item ? item : throw new InvalidDataException($"the item {id} is missing.");
    }

    private static Item ToItem(string id, int turns) =>
        new(Key(id)) { [Turns] = new() { L = [.. Enumerable.Range(1, turns).Select(number => ToValue(Exchange.Of(number)))] } };

    private static Item Key(string id) => new() { [TableSchema.Pk] = new(id), [TableSchema.Sk] = new("WHOLE") };

    private static AttributeValue ToValue(Exchange exchange) =>
        new()
        {
            M = new() { ["user"] = new(exchange.User), ["assistant"] = new(exchange.Assistant) },
        };

    private static int Bytes(AttributeValue text) => Encoding.UTF8.GetByteCount(text.S);
}

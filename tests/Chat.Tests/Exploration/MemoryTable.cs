using System.Runtime.CompilerServices;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Chat.Table;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Chat.Tests.Exploration;

/// <summary>The table in memory. Each call is done when and as often as somebody else decides.</summary>
internal sealed class MemoryTable()
    : AmazonDynamoDBClient(
        new BasicAWSCredentials("local", "local"),
        new AmazonDynamoDBConfig { ServiceURL = "http://127.0.0.1:1", AuthenticationRegion = "us-east-1" }
    )
{
    private static readonly ConditionalWeakTable<Item, string> _texts = [];

    private static readonly Comparer<(string, string)> _ordinal = Comparer<(string First, string Second)>.Create(
        (left, right) =>
            string.CompareOrdinal(left.First, right.First) is not 0 and var order ? order : string.CompareOrdinal(left.Second, right.Second)
    );

    private readonly SortedDictionary<(string Pk, string Sk), Item> _items = new(_ordinal);

    private List<KeyValuePair<(string Pk, string Sk), Item>>? _saved;

    /// <summary>Decides; null to do each call at once, for what is not part of the exploration.</summary>
    public ICalls? Calls { get; set; }

    public IEnumerable<Item> Items => _items.Values;

    public override Task<GetItemResponse> GetItemAsync(GetItemRequest request, CancellationToken cancellationToken = default) =>
        CallAsync($"get {request.Key[TableSchema.Sk].S}", isWrite: false, () => new GetItemResponse { Item = Find(request.Key) });

    public override Task<QueryResponse> QueryAsync(QueryRequest request, CancellationToken cancellationToken = default) =>
        CallAsync("query", isWrite: false, () => Query(request));

    public override Task<PutItemResponse> PutItemAsync(PutItemRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(
            $"put {request.Item[TableSchema.Sk].S}",
            isWrite: true,
            () =>
            {
                Require(
                    request.Item,
                    request.ConditionExpression,
                    request.ExpressionAttributeNames,
                    request.ExpressionAttributeValues,
                    returnsItem: false
                );
                _items[KeyOf(request.Item)] = new(request.Item);

                return new PutItemResponse();
            }
        );

    public override Task<UpdateItemResponse> UpdateItemAsync(UpdateItemRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(
            $"update {request.Key[TableSchema.Sk].S}",
            isWrite: true,
            () =>
            {
                var returnsItem = request.ReturnValuesOnConditionCheckFailure == ReturnValuesOnConditionCheckFailure.ALL_OLD;
                Require(
                    request.Key,
                    request.ConditionExpression,
                    request.ExpressionAttributeNames,
                    request.ExpressionAttributeValues,
                    returnsItem
                );
                var updated = _items[KeyOf(request.Key)] = new Expression(
                    request.UpdateExpression,
                    request.ExpressionAttributeNames,
                    request.ExpressionAttributeValues
                ).Apply(Find(request.Key) ?? new(request.Key));

                return new UpdateItemResponse { Attributes = new(updated) };
            }
        );

    public override Task<DeleteItemResponse> DeleteItemAsync(DeleteItemRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(
            $"delete {request.Key[TableSchema.Sk].S}",
            isWrite: true,
            () =>
            {
                Require(
                    request.Key,
                    request.ConditionExpression,
                    request.ExpressionAttributeNames,
                    request.ExpressionAttributeValues,
                    returnsItem: false
                );
                _items.Remove(KeyOf(request.Key));

                return new DeleteItemResponse();
            }
        );

    public override Task<BatchWriteItemResponse> BatchWriteItemAsync(
        BatchWriteItemRequest request,
        CancellationToken cancellationToken = default
    ) =>
        CallAsync(
            "delete many",
            isWrite: true,
            () =>
            {
                foreach (var write in request.RequestItems.Values.SelectMany(writes => writes))
                {
                    _items.Remove(KeyOf(write.DeleteRequest.Key));
                }

                return new BatchWriteItemResponse();
            }
        );

    /// <summary>Keeps its items, to begin with them again.</summary>
    public void Save() => _saved = [.. _items];

    /// <summary>Has the items again that were kept, and no others.</summary>
    /// <returns>False if none were kept.</returns>
    public bool Restore()
    {
        _items.Clear();
        foreach (var (key, item) in _saved ?? [])
        {
            _items.Add(key, item);
        }

        return _saved is not null;
    }

    /// <summary>Everything in it, as one text.</summary>
    /// <param name="rename">Gives names that were made by chance others.</param>
    public string Text(Func<string, string> rename)
    {
        StringBuilder text = new();
        foreach (var item in _items.Values)
        {
            Write(text, item, rename);
            text.Append('\n');
        }

        return text.ToString();
    }

    // Items are replaced and never changed, and only those of usage have names that were made by chance.
    public static void Write(StringBuilder text, Item item, Func<string, string> rename) =>
        _ =
            item.GetValueOrDefault(TableSchema.Sk)?.S.StartsWith(ChatKeys.UsagePrefix, StringComparison.Ordinal) == false
                ? text.Append(_texts.GetValue(item, item => Write(new(), item)))
                : Write(text, item, rename, isNested: false);

    private static string Write(StringBuilder text, Item item) => Write(text, item, name => name, isNested: false).ToString();

    private static StringBuilder Write(StringBuilder text, Item item, Func<string, string> rename, bool isNested)
    {
        foreach (
            var (name, value) in item.Select(attribute => (Name: rename(attribute.Key), attribute.Value))
                .OrderBy(attribute => attribute.Name, StringComparer.Ordinal)
        )
        {
            text.Append(name).Append('=').Append(value.S ?? value.N);
            foreach (var element in (value.NS ?? []).Concat(value.SS ?? []).Select(rename).Order(StringComparer.Ordinal))
            {
                text.Append(element).Append(',');
            }

            if (value.M is { } map)
            {
                Write(text.Append('{'), map, rename, isNested: true);
            }

            text.Append(value.BOOL is true ? '!' : ';');
        }

        return text.Append(isNested ? '}' : '\n');
    }

    private Task<T> CallAsync<T>(string what, bool isWrite, Func<T> call)
    {
        if (Calls is null)
        {
            try
            {
                return Task.FromResult(call());
            }
            catch (ConditionalCheckFailedException refused)
            {
                return Task.FromException<T>(refused);
            }
        }

        return Calls.CallAsync(what, isWrite, call);
    }

    private QueryResponse Query(QueryRequest request)
    {
        var sortKey = request.IndexName switch
        {
            null => TableSchema.Sk,
            TableSchema.UpdatedAtIndex => TableSchema.UpdatedAt,
            _ => throw new NotSupportedException(request.IndexName),
        };
        var direction = request.ScanIndexForward == false ? -1 : 1;
        var start = request.ExclusiveStartKey is { Count: > 0 } key ? PlaceOf(key) : default;
        var found = _items
            .Values.Where(item =>
                item.ContainsKey(sortKey)
                && new Expression(
                    request.KeyConditionExpression,
                    request.ExpressionAttributeNames,
                    request.ExpressionAttributeValues
                ).Holds(item)
            )
            .OrderBy(PlaceOf, Comparer<(string, string)>.Create((left, right) => direction * _ordinal.Compare(left, right)))
            .SkipWhile(item => start != default && direction * _ordinal.Compare(PlaceOf(item), start) <= 0)
            .ToList();
        var page = found.Take(request.Limit is > 0 and var limit ? limit : int.MaxValue).ToList();

        return new()
        {
            Items = page,
            LastEvaluatedKey =
                page.Count < found.Count
                    ? page[^1]
                        .Where(attribute => attribute.Key is TableSchema.Pk or TableSchema.Sk || attribute.Key == sortKey)
                        .ToDictionary()
                    : null,
        };

        (string, string) PlaceOf(Item item) => (item[sortKey].S, item[TableSchema.Sk].S);
    }

    private void Require(Item key, string? condition, Dictionary<string, string>? names, Item? values, bool returnsItem)
    {
        var item = Find(key);
        if (condition is not null && !new Expression(condition, names, values).Holds(item ?? []))
        {
            throw new ConditionalCheckFailedException("The condition does not hold.") { Item = returnsItem ? item : null };
        }
    }

    private Item? Find(Item key) => _items.GetValueOrDefault(KeyOf(key));

    private static (string Pk, string Sk) KeyOf(Item item) => (item[TableSchema.Pk].S, item[TableSchema.Sk].S);
}

/// <summary>Decides when a call of the table is done.</summary>
internal interface ICalls
{
    Task<T> CallAsync<T>(string what, bool isWrite, Func<T> call);
}

using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Chat.Aws;
using Chat.Conversations;
using Chat.Table;
using Llama;

namespace Chat.Tests.Conversations;

/// <summary>The functions' table, past the functions.</summary>
internal sealed class StoredTable(LocalCloudFixture cloud) : IDisposable
{
    private const string Name = "chat";

    private readonly IAmazonDynamoDB _dynamo = DynamoConnection.Open(
        new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL_DYNAMODB"] = cloud.Cloud.DynamoDB.Url.ToString(),
            ["AWS_ACCESS_KEY_ID"] = "local",
            ["AWS_SECRET_ACCESS_KEY"] = "local",
            ["AWS_SESSION_TOKEN"] = "test",
        }
    );

    public TurnStore Turns => new(Table);

    public ConversationStore Conversations => new(Table, TimeProvider.System, lifetime: null);

    public DynamoTable Table => new(_dynamo, Name);

    /// <summary>Turns that count from 1, each of them answered.</summary>
    public async Task AddTurnsAsync(string owner, string id, int count, Turn? said = null)
    {
        for (var number = 1; number <= count; number++)
        {
            var (user, answer) = said is null ? ($"question {number}", $"answer {number}") : (said.User, said.Assistant!);
            await AddTurnAsync(owner, id, number, user, answer, before: null);
        }
    }

    /// <param name="owner">Whose conversation it is.</param>
    /// <param name="id">The conversation.</param>
    /// <param name="number">The turn's number.</param>
    /// <param name="user">The question.</param>
    /// <param name="answer">The answer; empty for a turn that failed.</param>
    /// <param name="before">The turn that a prompt goes on with; null as in turns that were stored before there was such a thing.</param>
    /// <param name="branch">Its place; null if it follows the turn before it.</param>
    public async Task AddTurnAsync(string owner, string id, int number, string user, string answer, int? before, BranchPlace? branch = null)
    {
        ConversationTurn turn = new()
        {
            Number = number,
            User = user,
            Assistant = answer,
            Status = TurnStatus.Generating,
            CreatedAt = DateTimeOffset.UtcNow,
            Lease = $"test-{number}",
            Before = before,
            Branch = branch,
        };
        var ended =
            answer.Length == 0
                ? turn with
                {
                    Status = TurnStatus.Failed,
                    StopReason = "model_error",
                }
                : turn with
                {
                    Status = TurnStatus.Complete,
                    StopReason = "stop",
                };
        await Turns.TryBeginAsync(owner, id, turn, TestContext.Current.CancellationToken);
        await Turns.TryEndAsync(owner, id, ended, TestContext.Current.CancellationToken);
    }

    public static Dictionary<string, AttributeValue> RecordKey(string owner, string id) => ChatKeys.ConversationKey(owner, id);

    public static Dictionary<string, AttributeValue> TurnKey(string owner, string id, int number) => ChatKeys.TurnKey(owner, id, number);

    public async Task<Dictionary<string, AttributeValue>> ItemAsync(Dictionary<string, AttributeValue> key) =>
        (await _dynamo.GetItemAsync(new() { TableName = Name, Key = key }, TestContext.Current.CancellationToken)).Item;

    public Task PutAsync(Dictionary<string, AttributeValue> item) =>
        _dynamo.PutItemAsync(new() { TableName = Name, Item = item }, TestContext.Current.CancellationToken);

    /// <summary>Changes an item past the functions; a value that the change does not name is left out.</summary>
    public Task ChangeAsync(Dictionary<string, AttributeValue> key, string change, (string Name, AttributeValue Value) value) =>
        UpdateAsync(key, change, names: null, value);

    /// <summary>The same, with an attribute's name as <c>#name</c> and its value as <c>:value</c>.</summary>
    public Task ChangeAsync(Dictionary<string, AttributeValue> key, string change, string name, AttributeValue value) =>
        UpdateAsync(key, change, new() { ["#name"] = name }, (":value", value));

    private Task<UpdateItemResponse> UpdateAsync(
        Dictionary<string, AttributeValue> key,
        string change,
        Dictionary<string, string>? names,
        (string Name, AttributeValue Value) value
    ) =>
        _dynamo.UpdateItemAsync(
            new()
            {
                TableName = Name,
                Key = key,
                UpdateExpression = change,
                ExpressionAttributeNames = names,
                ExpressionAttributeValues = change.Contains(value.Name, StringComparison.Ordinal)
                    ? new() { [value.Name] = value.Value }
                    : null,
            },
            TestContext.Current.CancellationToken
        );

    public Task ExpireAsync(string owner, string id) =>
        _dynamo.UpdateItemAsync(
            new()
            {
                TableName = Name,
                Key = ChatKeys.ConversationKey(owner, id),
                UpdateExpression = "SET expires_at = :past",
                ExpressionAttributeValues = new() { [":past"] = Attributes.N(DateTimeOffset.UtcNow.AddMinutes(-1).ToUnixTimeSeconds()) },
            },
            TestContext.Current.CancellationToken
        );

    public void Dispose() => _dynamo.Dispose();
}

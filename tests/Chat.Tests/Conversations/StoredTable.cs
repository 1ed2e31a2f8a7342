using Amazon.DynamoDBv2;
using Chat.Aws;
using Chat.Conversations;

namespace Chat.Tests.Conversations;

/// <summary>The functions' table, past the functions.</summary>
internal sealed class StoredTable(LocalCloudFixture cloud) : IDisposable
{
    private const string Name = "chat";

    private readonly IAmazonDynamoDB _dynamo = DynamoConnection.Open(new Dictionary<string, string>
    {
        ["AWS_ENDPOINT_URL_DYNAMODB"] = cloud.Cloud.DynamoDB.Url.ToString(),
        ["AWS_ACCESS_KEY_ID"] = "local",
        ["AWS_SECRET_ACCESS_KEY"] = "local",
        ["AWS_SESSION_TOKEN"] = "test",
    });

    public TurnStore Turns => new(_dynamo, Name);

    /// <summary>Turns that count from 1, each of them answered.</summary>
    public async Task AddTurnsAsync(string owner, string id, int count)
    {
        for (var number = 1; number <= count; number++)
        {
            ConversationTurn turn = new()
            {
                Number = number,
                User = $"question {number}",
                Assistant = $"answer {number}",
                Status = TurnStatus.Generating,
                CreatedAt = DateTimeOffset.UtcNow,
                Lease = "test",
            };
            await Turns.TryBeginAsync(owner, id, turn, TestContext.Current.CancellationToken);
            await Turns.TryEndAsync(owner, id, turn with { Status = TurnStatus.Complete, StopReason = "stop" }, default, TestContext.Current.CancellationToken);
        }
    }

    public Task ExpireAsync(string owner, string id) => _dynamo.UpdateItemAsync(
        new()
        {
            TableName = Name,
            Key = ConversationItems.HeadKey(owner, id),
            UpdateExpression = "SET expires_at = :past",
            ExpressionAttributeValues = new() { [":past"] = ConversationItems.N(DateTimeOffset.UtcNow.AddMinutes(-1).ToUnixTimeSeconds()) },
        },
        TestContext.Current.CancellationToken);

    public void Dispose() => _dynamo.Dispose();
}

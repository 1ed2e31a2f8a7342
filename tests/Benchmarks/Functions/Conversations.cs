using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Chat.Conversations;
using LocalCloud;
using static Chat.Conversations.ConversationItems;

namespace Benchmarks.Functions;

/// <summary>Makes conversations of four turns, for functions to go on with.</summary>
internal sealed class Conversations(Uri dynamoDB) : IDisposable
{
    private const int Turns = 4;

    private readonly AmazonDynamoDBClient _dynamo = new(
        new BasicAWSCredentials(LocalCredentials.AccessKey, LocalCredentials.SecretKey),
        new AmazonDynamoDBConfig { ServiceURL = dynamoDB.ToString(), AuthenticationRegion = FunctionEnvironment.Region(Stage.Options) });

    private int _made;

    /// <returns>The conversation's id.</returns>
    public async Task<string> MakeAsync()
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref _made):D26}");
        var now = DateTimeOffset.UtcNow;
        Conversation head = new() { Id = id, Title = "Tides", SystemPrompt = "You keep a lighthouse. Be brief.", Turns = Turns, CreatedAt = now, UpdatedAt = now };
        var items = Enumerable.Range(1, Turns).Select(number => Ended(id, number, now)).Append(ToItem(Question.Owner, head));
        await _dynamo.BatchWriteItemAsync(new BatchWriteItemRequest
        {
            RequestItems = new() { [Stage.Options.Table] = [.. items.Select(item => new WriteRequest(new PutRequest(item)))] },
        });

        return id;
    }

    public void Dispose() => _dynamo.Dispose();

    private static Dictionary<string, AttributeValue> Ended(string id, int number, DateTimeOffset now)
    {
        ConversationTurn turn = new() { Number = number, User = $"What did the keeper see on night {number}?", Status = TurnStatus.Complete, CreatedAt = now, LeaseUntil = now, Lease = "benchmark" };

        return new(ToItem(Question.Owner, id, turn))
        {
            ["assistant"] = S("A ship with three masts, two lanterns and one very tired captain, who asked for the way to the harbour."),
            ["stop_reason"] = S("stop"),
            ["prompt_tokens"] = N(60),
            ["completion_tokens"] = N(25),
            ["cost_usd"] = N(0.00007m),
        };
    }
}

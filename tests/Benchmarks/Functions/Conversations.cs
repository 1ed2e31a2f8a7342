using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Benchmarks.Units;
using Chat.Conversations;
using LocalCloud.Settings;
using static Chat.Conversations.ConversationItems;
using static Chat.Table.Attributes;

namespace Benchmarks.Functions;

/// <summary>Makes conversations, for functions to go on with.</summary>
internal sealed class Conversations(Uri dynamoDB) : IDisposable
{
    private readonly AmazonDynamoDBClient _dynamo = new(
        new BasicAWSCredentials(LocalCredentials.AccessKey, LocalCredentials.SecretKey),
        new AmazonDynamoDBConfig { ServiceURL = dynamoDB.ToString(), AuthenticationRegion = LocalFunctionEnvironment.Region(Stage.Options) }
    );

    private int _made;

    /// <param name="turns">How many there are so far, at most 24.</param>
    /// <param name="exchange">What was said in one, by its number; a short one by default.</param>
    /// <returns>The conversation's id.</returns>
    public async Task<string> MakeAsync(int turns = 4, Func<int, Exchange>? exchange = null)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref _made):D26}");
        var now = DateTimeOffset.UtcNow;
        Conversation conversation = new()
        {
            Id = id,
            Title = "Tides",
            SystemPrompt = "You keep a lighthouse. Be brief.",
            Turns = turns,
            CreatedAt = now,
            UpdatedAt = now,
        };
        var items = Enumerable
            .Range(1, turns)
            .Select(number => Ended(id, number, (exchange ?? Short)(number), now))
            .Append(ToItem(Question.Owner, conversation));
        await _dynamo.BatchWriteItemAsync(
            new BatchWriteItemRequest
            {
                RequestItems = new() { [Stage.Options.Table] = [.. items.Select(item => new WriteRequest(new PutRequest(item)))] },
            }
        );

        return id;
    }

    public void Dispose() => _dynamo.Dispose();

    private static Exchange Short(int number) =>
        new(
            $"What did the keeper see on night {number}?",
            "A ship with three masts, two lanterns and one very tired captain, who asked for the way to the harbour."
        );

    private static Dictionary<string, AttributeValue> Ended(string id, int number, Exchange exchange, DateTimeOffset now)
    {
        ConversationTurn turn = new()
        {
            Number = number,
            User = exchange.User,
            Status = TurnStatus.Complete,
            CreatedAt = now,
            LeaseUntil = now,
            Lease = "benchmark",
        };

        return new(ToItem(Question.Owner, id, turn))
        {
            ["assistant"] = S(exchange.Assistant),
            ["stop_reason"] = S("stop"),
            ["prompt_tokens"] = N(60),
            ["completion_tokens"] = N(25),
            ["cost_usd"] = N(0.00007m),
        };
    }
}

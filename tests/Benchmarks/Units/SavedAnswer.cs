using Amazon.DynamoDBv2;
using Chat.Conversations;
using Chat.Table;
using static Chat.Conversations.ConversationItems;

namespace Benchmarks.Units;

/// <summary>An answer of 2,000 tokens and about 8 KB, saved by the functions' own code while it is generated.</summary>
internal sealed class SavedAnswer(IAmazonDynamoDB dynamo, string table)
{
    public const int Tokens = 2000;

    private const string Owner = "benchmark";

    // English has about four characters per token.
    private const string Token = "tide";

    private readonly DynamoTable _items = new(dynamo, table);

    /// <summary>Writes the turn as it is before its first token.</summary>
    public async Task BeginAsync(string id) => await dynamo.PutItemAsync(new() { TableName = table, Item = ToItem(Owner, id, Turn()) });

    /// <summary>Appends the tokens at a steady rate, in real time, and saves them until the last one.</summary>
    public async Task GenerateAsync(string id, int tokensPerSecond)
    {
        GrowingText text = new("");
        using CancellationTokenSource ended = new();
        var saving = new TurnSaver(new(_items), TimeProvider.System).SaveAsync(Owner, id, Turn(), text, ended);
        using PeriodicTimer token = new(TimeSpan.FromSeconds(1.0 / tokensPerSecond));
        for (var number = 0; number < Tokens && await token.WaitForNextTickAsync(ended.Token); number++)
        {
            text.TryAppend(Token, int.MaxValue);
        }

        await ended.CancelAsync();
        await saving;
    }

    private static ConversationTurn Turn() =>
        new()
        {
            Number = 1,
            User = Exchange.Of(1).User,
            Status = TurnStatus.Generating,
            CreatedAt = DateTimeOffset.UtcNow,
            LeaseUntil = DateTimeOffset.UtcNow + Lease.TurnLength,
            Lease = "benchmark",
        };
}

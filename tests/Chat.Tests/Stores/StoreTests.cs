using Amazon.DynamoDBv2;
using Chat.Conversations;
using Chat.Metering;
using Chat.Table;
using Llama;

namespace Chat.Tests.Stores;

/// <summary>What the stores rely on, asked of a DynamoDB. Every test has an owner of its own.</summary>
public abstract partial class StoreTests
{
    private readonly string _owner = $"owner-{Guid.NewGuid():N}";
    private readonly SettableTime _time = new();
    private readonly IAmazonDynamoDB _client;
    private readonly ConversationStore _conversations;
    private readonly ConversationDeletion _deletion;
    private readonly TurnStore _turns;
    private readonly UsageStore _usage;
    private readonly IdempotencyStore _idempotency;
    private readonly ReservationStore _reservations;

    protected StoreTests(IAmazonDynamoDB client)
    {
        DynamoTable items = new(client, "chat");
        _conversations = new(items, _time, TimeSpan.FromDays(30));
        _deletion = new(items, _conversations, _time);
        _turns = new(items);
        _usage = new(items);
        _idempotency = new(items, _time);
        _reservations = new(items);
        _client = client;
    }

    protected static IAmazonDynamoDB ClientOf(ChatTableFixture table)
    {
        Assert.SkipWhen(table.Missing is not null, table.Missing ?? "");

        return table.Client;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static TurnCost Cost(int prompt, int completion, decimal usd) => new(new TokenUsage(prompt, completion), usd);

    private async Task<Conversation> CreateAsync(string? title = null, InferenceParameters? parameters = null)
    {
        Conversation conversation = new()
        {
            Id = Ulid.NewUlid().ToString(),
            Title = title,
            Parameters = parameters ?? InferenceParameters.Default,
            CreatedAt = _time.Now,
            UpdatedAt = _time.Now,
        };
        await _conversations.CreateAsync(_owner, conversation, Token);

        return conversation;
    }

    private ConversationTurn Turn(int number, string user = "Hello", string lease = "mine") =>
        new()
        {
            Number = number,
            User = user,
            Status = TurnStatus.Generating,
            CreatedAt = _time.Now,
            LeaseUntil = _time.Now + Lease.TurnLength,
            Lease = lease,
        };
}

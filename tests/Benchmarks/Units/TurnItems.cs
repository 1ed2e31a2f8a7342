using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Lambda.Core;
using Chat.Aws;
using Chat.Configuration;
using Chat.Conversations;
using Chat.Metering;
using Chat.Table;
using Llama;
using static Chat.Conversations.ConversationItems;
using static Chat.Table.Attributes;

namespace Benchmarks.Units;

/// <summary>Our design: one item per turn, through the functions' own code.</summary>
internal sealed class TurnItems(ChatSettings settings, BedrockConnection bedrock, IAmazonDynamoDB dynamo, string table)
{
    private const string Owner = "benchmark";

    private readonly ConversationStore _conversations = new(new DynamoTable(dynamo, table), TimeProvider.System, lifetime: null);
    private readonly TurnStore _turns = new(new DynamoTable(dynamo, table));
    private readonly Meter _meter = new(settings, new Lazy<IAmazonDynamoDB>(dynamo), TimeProvider.System);

    /// <summary>Writes a conversation with turns that have ended, as they would have been stored.</summary>
    /// <param name="id">The conversation.</param>
    /// <param name="turns">The number of turns, all versions counted.</param>
    /// <param name="versions">How often each message was answered; what comes next follows the last version.</param>
    public async Task WriteAsync(string id, int turns, int versions)
    {
        var now = DateTimeOffset.UtcNow;
        await _conversations.CreateAsync(
            Owner,
            new()
            {
                Id = id,
                Title = "Tides",
                Turns = turns,
                ActiveTurn = turns,
                CreatedAt = now,
                UpdatedAt = now,
            },
            CancellationToken.None
        );

        var tokens = settings.Model.Model.Template.CountTurn(new Turn(Exchange.Of(1).User, Exchange.Of(1).Assistant));
        List<ConversationTurn> tree = [];
        for (var number = 1; number <= turns; number++)
        {
            var parent = (number - 1) / versions * versions;
            tree.Add(TurnOf(number, parent > 0 ? tree[parent - 1] : null, now));
        }

        await BatchWriter.WriteAsync(dynamo, table, tree.Select(turn => Ended(id, turn, tokens, settings.Model.Model.Template.Vocabulary)));
    }

    /// <summary>One turn, as POST /conversations/{id}/messages takes it.</summary>
    /// <exception cref="InvalidDataException">The answer is not the expected one, or is not stored.</exception>
    public async Task TakeTurnAsync(string id, int number)
    {
        var exchange = Exchange.Of(number);
        TurnOpener opener = new(settings, _turns, TimeProvider.System);
        DynamoTable items = new(dynamo, table);
        TurnEnding endings = new(_turns, new(_conversations, _turns), new(items, _conversations, TimeProvider.System));
        TurnRunner runner = new(settings, bedrock, _turns, new(items, _turns), endings, TimeProvider.System);

        TurnPath path = new(_turns, Owner, id, named: null, CancellationToken.None);
        var conversation =
            await _conversations.FindAsync(Owner, id, CancellationToken.None)
            ?? throw new InvalidDataException("the conversation is missing.");
        Charge charge = new(_meter, Owner, () => DateTimeOffset.UtcNow.AddMinutes(1), new Strict());
        var open = await opener.BeginAsync(
            Owner,
            conversation,
            path,
            new(MessageKind.Content, exchange.User, Parent: null, Turn: null, Parameters: null),
            retried: null,
            lease: new($"turn{number:D5}", Lease.TurnLength),
            grounding: null,
            charge,
            CancellationToken.None
        );
        var ended = (TurnEvent.Ended)await runner.RunAsync(open, CancellationToken.None).LastAsync();

        if (
            ended.Turn.Number != number
            || ended.Turn.Status != TurnStatus.Complete
            || ended.Turn.Assistant != exchange.Assistant
            || open.Context.TurnsIncluded == 0
        )
        {
            throw new InvalidDataException($"turn {number} is wrong: {ended.Turn} {ended.Failure}");
        }
    }

    /// <exception cref="InvalidDataException">The turn is not there, or is another.</exception>
    public async Task CheckAsync(string id, int number)
    {
        var stored = await _turns.FindAsync(Owner, id, number, CancellationToken.None);
        if (stored is not { Status: TurnStatus.Complete } || new Exchange(stored.User, stored.Assistant) != Exchange.Of(number))
        {
            throw new InvalidDataException($"turn {number} is not stored as it was answered: {stored}");
        }
    }

    private static ConversationTurn TurnOf(int number, ConversationTurn? parent, DateTimeOffset now) =>
        new()
        {
            Number = number,
            Branch = BranchPlace.Of(number, parent),
            User = Exchange.Of(number).User,
            Status = TurnStatus.Complete,
            CreatedAt = now,
            LeaseUntil = now,
            Lease = "benchmark",
            Before = parent?.Number ?? 0,
        };

    private static Dictionary<string, AttributeValue> Ended(string id, ConversationTurn turn, int tokens, string vocabulary) =>
        new(ToItem(Owner, id, turn))
        {
            ["assistant"] = S(Exchange.Of(turn.Number).Assistant),
            ["stop_reason"] = S("stop"),
            ["prompt_tokens"] = N(3000),
            ["completion_tokens"] = N(tokens / 2),
            ["cost_usd"] = N(0.00255m),
            ["context_tokens"] = N(tokens),
            ["vocabulary"] = S(vocabulary),
        };

    /// <summary>An answer that could not be booked would be a cheap one.</summary>
    private sealed class Strict : ILambdaLogger
    {
        public void Log(string message) => throw new InvalidDataException(message);

        public void LogLine(string message) => throw new InvalidDataException(message);
    }
}

using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.Lambda.TestUtilities;
using Chat.Configuration;
using Chat.Conversations;
using Chat.Http;
using Chat.Metering;
using Chat.Prompts;
using Chat.Table;
using Chat.Tests.Metering;
using Chat.Tests.Stores;
using Llama;
using Shared;
using static Chat.Table.Attributes;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Chat.Tests.Exploration;

/// <summary>One conversation, those who use it at the same time, and what must hold whatever they do in which order.</summary>
internal sealed class World
{
    public const string Owner = "ada";
    public const string Id = "01KARXQ5M0T9S2V6W8Y1Z3B5D7";

    private static readonly TokenUsage _usage = new(20, 5);

    private static readonly ConcurrentDictionary<string, ChatSettings> _settingsOf = [];

    private readonly SettableTime _time = new();
    private readonly ConversationStore _conversations;
    private readonly TurnStore _turns;
    private readonly BranchStore _branches;
    private readonly ConversationRoutes _routes;
    private readonly ConversationDeletion _deletion;
    private readonly ReservationStore _reservations;
    private readonly TurnOpener _opener;
    private readonly TurnEnding _endings;
    private readonly Meter _meter;
    private readonly ChatSettings _settings;
    private readonly Scene _scene;
    private readonly List<Actor> _actors = [];
    private decimal _settled;
    private bool _isDeleted;

    /// <param name="table">The table, for all worlds one after the other.</param>
    /// <param name="scene">Who does what.</param>
    public World(MemoryTable table, Scene scene)
    {
        _scene = scene;
        Schedule = new(_actors, scene.Mishaps, IsIndependent);
        Table = table;
        Table.Calls = null;
        _settings = _settingsOf.GetOrAdd(scene.BudgetUsd ?? "", SettingsOf);
        DynamoTable items = new(Table, "chat");
        _conversations = new(items, _time, lifetime: null);
        _turns = new(items);
        _branches = new(items, _turns);
        _deletion = new(items, _conversations, _time);
        _routes = new(_settings, _conversations, _deletion, _turns, _time);
        _reservations = new(items);
        _opener = new(_settings, _turns, _time);
        _endings = new(_turns, new(_conversations, _turns), _deletion);
        _meter = new(_settings, new Lazy<IAmazonDynamoDB>(Table), _time);
        _actors.AddRange(scene.Actors.Select(make => make(this)));
        if (!Table.Restore())
        {
            Prepare();
            Table.Save();
        }

        _settled = _settings.Pricing.Cost(_usage);
        Table.Calls = Schedule;
        Schedule.Start();
    }

    public Schedule Schedule { get; }

    public MemoryTable Table { get; }

    public static Func<World, Actor> Post(string name, int? parent = null) =>
        Message(name, new(MessageKind.Content, name, parent, Turn: null, Parameters: null));

    public static Func<World, Actor> Regenerate(string name, int? turn = null) =>
        Message(name, new(MessageKind.Regenerate, Content: null, Parent: null, turn, Parameters: null));

    public static Func<World, Actor> Continue(string name, int? turn = null) =>
        Message(name, new(MessageKind.Continue, Content: null, Parent: null, turn, Parameters: null));

    public static Func<World, Actor> Cancel(string name) =>
        world =>
            new(
                name,
                async _ =>
                    await world._turns.NewestAsync(Owner, Id, CancellationToken.None) is { } newest
                    && newest.IsGenerating(world._time.Now)
                    && await world._turns.TryCancelAsync(Owner, Id, newest.Number, CancellationToken.None)
                        ? "cancelling"
                        : "idle"
            );

    public static Func<World, Actor> Delete(string name) =>
        world =>
            new(
                name,
                async _ =>
                {
                    world._isDeleted = true;
                    return await world._deletion.DeleteAsync(Owner, Id, CancellationToken.None) ? "deleted" : "not_found";
                }
            );

    public static Func<World, Actor> Switch(string name, int turn) =>
        world =>
            new(
                name,
                async _ =>
                {
                    try
                    {
                        return $"{(await world._routes.UpdateAsync(Request($$"""{"active_turn":{{turn}}}"""), CancellationToken.None)).Status}";
                    }
                    catch (ProblemException problem)
                    {
                        return problem.Kind.Code;
                    }
                }
            );

    /// <summary>Reserves and pays for an answer that is no turn.</summary>
    public static Func<World, Actor> Spend(string name) => world => new(name, _ => world.SpendAsync());

    /// <summary>Some time passes, so that leases end: whoever stands still meanwhile is taken for dead.</summary>
    public static Func<World, Actor> Wait(string name, int seconds = 31) =>
        world =>
            new(
                name,
                async _ =>
                {
                    await ((ICalls)world.Schedule).CallAsync(
                        "wait",
                        isWrite: false,
                        () => world._time.Now += TimeSpan.FromSeconds(seconds)
                    );
                    return "waited";
                }
            );

    public void Take(Step step)
    {
        Schedule.Take(step);
        CheckStep();
    }

    /// <summary>Takes a step that was checked before.</summary>
    public void Repeat(Step step) => Schedule.Take(step);

    /// <summary>What the actors have seen, and what they wait for.</summary>
    public string ActorsText(Func<string, string> rename)
    {
        StringBuilder text = new($"{_time.Now:O} {Schedule.MishapsLeft}\n");
        foreach (var actor in _actors)
        {
            text.Append(actor.Name).Append(actor.IsDead ? '!' : ' ');
            foreach (var (what, answer) in actor.History)
            {
                Results.Write(text.Append('|').Append(what).Append(':'), answer, rename);
            }

            foreach (var call in actor.Waiting)
            {
                text.Append(call.IsRepeated ? "*" : "?").Append(call.What);
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Holds when all have come to their end or died: the conversation goes on, and everything adds up.</summary>
    public void CheckEnd()
    {
        Table.Calls = null;
        Claim(_actors.All(actor => actor.IsDead || actor.Told is not null), "everybody comes to an end");
        _time.Now += TimeSpan.FromMinutes(3);
        CheckLimits();
        if (_isDeleted)
        {
            // A deletion that was interrupted is requested again.
            Wait(_deletion.DeleteAsync(Owner, Id, CancellationToken.None));
            Claim(!Wait(_conversations.ExistsAsync(Owner, Id, CancellationToken.None)), "what is deleted is gone");
            Claim(Schedule.HadMishap || Turns().Count == 0, "nothing is left of a deleted conversation");
        }
        else
        {
            CheckConversation();
        }
    }

    private static Func<World, Actor> Message(string name, MessageRequest message) =>
        world => new(name, actor => world.AnswerAsync(actor.Name, message));

    private static ChatSettings SettingsOf(string budget)
    {
        Dictionary<string, string> variables = new() { ["CHAT_TABLE"] = "chat" };
        if (budget.Length > 0)
        {
            variables["DAILY_BUDGET_USD"] = budget;
            variables["CONCURRENCY_LIMIT"] = "2";
        }

        var settings = ChatSettings.Bind(variables);

        // The first count reads the vocabulary, and then counts are cheap: what is asked of the table depends on that.
        Worst(settings).Count();
        return settings;
    }

    // A turn that is there never changes its parent, no order of additions to a set matters, and without a budget nobody reads what
    // was used. Only a deletion sees a difference.
    private bool IsIndependent(Call call) =>
        (!_scene.HasDeletion && (Is(call, $"get {ChatKeys.TurnPrefix}") || Is(call, $"update {ChatKeys.BranchPrefix}")))
        || (_scene.BudgetUsd is null && Is(call, $"update {ChatKeys.UsagePrefix}"));

    private static bool Is(Call call, string start) => call.What.StartsWith(start, StringComparison.Ordinal);

    private static WorstCase Worst(ChatSettings settings) => WorstCase.Of(settings, new Dialog(null, [new("Hello")]), 512);

    private Charge Open() => new(_meter, Owner, () => _time.Now.AddMinutes(1), new TestLambdaLogger());

    private async Task<string> SpendAsync()
    {
        var charge = Open();
        try
        {
            await charge.ReserveAsync(Worst(_settings), CancellationToken.None);
        }
        catch (ProblemException problem)
        {
            return problem.Kind.Code;
        }

        await charge.NoteAsync(Task.FromResult(_usage), tokens => new(tokens));
        await charge.SettleAsync();
        _settled += _settings.Pricing.Cost(_usage);

        return "paid";
    }

    private void Prepare()
    {
        Wait(
            _conversations.CreateAsync(
                Owner,
                new()
                {
                    Id = Id,
                    CreatedAt = _time.Now,
                    UpdatedAt = _time.Now,
                },
                CancellationToken.None
            )
        );
        Claim(
            Wait(AnswerAsync("before", new(MessageKind.Content, "Hello", Parent: null, Turn: null, Parameters: null), "length"))
                == "answered",
            "there is a turn before"
        );
    }

    // What MessageRoute and TurnRunner do, without the model.
    private async Task<string> AnswerAsync(string lease, MessageRequest message, string reason = "stop")
    {
        TurnPath path = new(_turns, Owner, Id, message.Named, CancellationToken.None);
        if (await _conversations.FindAsync(Owner, Id, CancellationToken.None) is not { } conversation)
        {
            return "not_found";
        }

        OpenTurn open;
        try
        {
            open = await _opener.BeginAsync(
                Owner,
                conversation,
                path,
                message,
                retried: null,
                new(lease, Lease.TurnLength),
                grounding: null,
                Open(),
                CancellationToken.None
            );
        }
        catch (ProblemException problem)
        {
            return problem.Kind.Code;
        }

        var noting = _branches.NoteAsync(Owner, Id, open.Turn);
        var text = $"{open.Turn.Assistant}{lease} ";
        var goesOn =
            !_scene.SavesText
            || await _turns.TrySaveAsync(Owner, Id, open.Turn, text, _time.Now + Lease.TurnLength, CancellationToken.None);
        await open.Charge.NoteAsync(Task.FromResult(_usage), tokens => new(tokens));
        var ended = open.Turn with
        {
            Assistant = goesOn ? $"{text}end" : text,
            Status = goesOn ? TurnStatus.Complete : TurnStatus.Cancelled,
            StopReason = goesOn ? reason : "cancelled",
            Usage = _usage,
            CostUsd = _settings.Pricing.Cost(_usage),
        };
        await noting;
        var isStored = await _endings.TryStoreAsync(open, ended);
        await _endings.BookAsync(open, isStored ? ended : null);
        _settled += _settings.Pricing.Cost(_usage);

        return "answered";
    }

    private void CheckStep()
    {
        var turns = Turns();
        Claim(turns.Count(turn => turn.IsGenerating(_time.Now)) <= 1, "at most one turn is in progress");
        Claim(_isDeleted || turns.Select(turn => turn.Number).SequenceEqual(Enumerable.Range(1, turns.Count)), "numbers have no gaps");
        Claim(turns.All(turn => turn.Parent >= 0 && turn.Parent < turn.Number), "a turn follows an older one");
        if (!_settings.Limits.Any)
        {
            return;
        }

        var day = Day();
        Claim(day.Decimal("committed_usd") <= _settings.Limits.DailyBudgetUsd, "the budget is kept");
        Claim(day.Integer("in_progress") <= _settings.Limits.Concurrency, "the limit of answers at once is kept");
        Claim(_isDeleted || turns.Sum(turn => turn.CostUsd) <= day.Decimal("committed_usd"), "what was spent is accounted for");
    }

    private void CheckLimits()
    {
        var day = Wait(_reservations.FindAsync(Owner, UtcDay.Of(_time.Now), CancellationToken.None));
        Claim(
            day.CommittedUsd == day.SpentUsd + day.Reservations.Sum(held => held.Usd),
            "the budget holds what is spent and what is reserved"
        );
        Claim(day.InProgress == day.Reservations.Count(held => held.Until is not null), "each place belongs to a reservation");
        Claim(day.Reservations.Count <= _actors.Count(actor => actor.IsDead), "only the dead leave reservations");
        Claim(Schedule.HadMishap ? day.SpentUsd >= _settled : day.SpentUsd == _settled, "each answer is billed once");
    }

    private void CheckConversation()
    {
        var before = Turns();
        CheckSums(Read(), before);
        Claim(
            _actors
                .Where(actor => actor.Told == "answered")
                .All(actor =>
                    before.Any(turn => turn.Lease == actor.Name && turn.Assistant.Contains(actor.Name, StringComparison.Ordinal))
                ),
            "an answer that was given is stored"
        );
        Claim(before.All(turn => turn.Status == TurnStatus.Generating || turn.StopReason?.Length > 0), "a turn that has ended tells why");
        CheckPaths(before);

        var told = Wait(AnswerAsync("after", new(MessageKind.Content, "after", Parent: null, Turn: null, Parameters: null)));
        Claim(told is "answered" or "budget_exceeded", $"the conversation goes on, but it told {told}");
        if (told == "answered")
        {
            var after = Turns();
            var conversation = Read();
            CheckSums(conversation, after);
            Claim(
                (after.Count, after.Count) == (conversation.Number("turns"), conversation.Number("active_turn")),
                "the new turn is counted, and active"
            );
        }
    }

    private void CheckSums(JsonNode conversation, IReadOnlyList<ConversationTurn> turns)
    {
        Claim(conversation["usage"]!.Usd("cost_usd") == turns.Sum(turn => turn.CostUsd), "the conversation's cost is that of its turns");
        Claim(
            conversation["usage"]!.Number("total_tokens") == turns.Sum(turn => turn.Usage.TotalTokens),
            "the conversation's tokens are those of its turns"
        );
        Claim(conversation.Number("active_turn") >= 0 && conversation.Number("active_turn") <= turns.Count, "the active turn is there");
    }

    private void CheckPaths(IReadOnlyList<ConversationTurn> turns)
    {
        MessageList list = new(_turns, Owner, Id);
        foreach (var leaf in turns)
        {
            List<int> path = [];
            for (var turn = leaf; turn is not null; turn = turns.FirstOrDefault(other => other.Number == turn.Parent))
            {
                path.Insert(0, turn.Number);
            }

            Claim(path.Count == leaf.Depth + 1, "a turn knows its depth");
            Claim(
                path.SequenceEqual(Wait(list.OldestFirstAsync(leaf, 0, 100, CancellationToken.None)).Select(turn => turn.Number)),
                "a path is read from its start"
            );
            Claim(
                path.SequenceEqual(
                    Wait(list.NewestFirstAsync(leaf.Number, 100, CancellationToken.None)).Select(turn => turn.Number).Reverse()
                ),
                "a path is read from its end"
            );
            TurnPath shown = new(_turns, Owner, Id, named: null, CancellationToken.None);
            Claim(
                Wait(shown.ShownAsync(leaf).Select(turn => turn.Number).ToListAsync().AsTask())
                    .SequenceEqual(path.Where(number => turns[number - 1].IsShown).Reverse()),
                "the model is shown the path"
            );
        }
    }

    private JsonNode Read() =>
        Answers.Parse(Encoding.UTF8.GetString(Wait(_routes.GetAsync(Request(body: null), CancellationToken.None)).Body.Span));

    private List<ConversationTurn> Turns() =>
        [
            .. Table
                .Items.Where(item => item[TableSchema.Sk].S.StartsWith(ChatKeys.TurnPrefix, StringComparison.Ordinal))
                .Select(ConversationItems.ToTurn),
        ];

    private Item Day() =>
        Table.Items.FirstOrDefault(item => item[TableSchema.Sk].S.StartsWith(ChatKeys.UsagePrefix, StringComparison.Ordinal)) ?? [];

    private void Claim(bool holds, string what) =>
        Assert.True(holds, holds ? null : $"Not so: {what}. {Schedule.Steps}\n{ActorsText(name => name)}\n{Table.Text(name => name)}");

    private static ApiRequest Request(string? body) =>
        new(
            new()
            {
                HttpMethod = "PATCH",
                Body = body,
                PathParameters = new Dictionary<string, string> { ["id"] = Id },
                RequestContext = new() { Identity = new() { User = Owner } },
            },
            new TestLambdaContext(),
            new Dictionary<string, string>()
        );

    // Nothing here waits for anything but the table, which answers at once.
    private static T Wait<T>(Task<T> task) =>
        task.IsCompleted ? task.GetAwaiter().GetResult() : throw new InvalidOperationException("Something else is waited for.");

    private static void Wait(Task task) =>
        Wait(
            task.ContinueWith(ended => ended.Exception is { } failure ? throw failure : true, TaskContinuationOptions.ExecuteSynchronously)
        );
}

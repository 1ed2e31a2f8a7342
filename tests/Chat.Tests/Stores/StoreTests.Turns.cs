using Chat.Conversations;
using Chat.Knowledge;
using Chat.Table;
using Llama;

namespace Chat.Tests.Stores;

public abstract partial class StoreTests
{
    private readonly string _id = Ulid.NewUlid().ToString();

    [Fact]
    public async Task Of_ten_that_begin_a_turn_at_once_one_may()
    {
        var began = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(i => _turns.TryBeginAsync(_owner, _id, Turn(1, lease: $"{i}"), Token))
        );

        var turn = await _turns.FindAsync(_owner, _id, 1, Token);
        Assert.Single(began, ours => ours);
        Assert.Equal($"{Array.IndexOf(began, true)}", turn!.Lease);
    }

    [Fact]
    public async Task A_beginning_that_arrives_again_is_the_same_and_late_changes_nothing()
    {
        Assert.True(await _turns.TryBeginAsync(_owner, _id, Turn(1), Token));
        Assert.True(await _turns.TryBeginAsync(_owner, _id, Turn(1), Token));
        await _turns.TryEndAsync(_owner, _id, Turn(1) with { Assistant = "Hi", Status = TurnStatus.Complete }, Token);

        Assert.False(await _turns.TryBeginAsync(_owner, _id, Turn(1), Token));

        Assert.Equal("Hi", (await _turns.FindAsync(_owner, _id, 1, Token))!.Assistant);
    }

    [Fact]
    public async Task A_turn_is_ended_by_its_owner_and_twice_is_the_same_as_once()
    {
        await _turns.TryBeginAsync(_owner, _id, Turn(1), Token);
        var ended = Turn(1) with
        {
            Assistant = "Hi",
            Status = TurnStatus.Complete,
            StopReason = "stop",
            Guardrail = GuardrailAction.Anonymized,
            ContextTokens = 9,
            Vocabulary = "llama2",
            PromptCount = new(10, 11),
            Usage = new(5, 6),
            CostUsd = 0.25m,
            Attempts = 2,
            Region = "us-west-2",
            Model = "model",
            TurnsIncluded = 3,
        };

        Assert.False(await _turns.TryEndAsync(_owner, _id, ended with { Lease = "another's" }, Token));
        Assert.True(await _turns.TryEndAsync(_owner, _id, ended, Token));

        // The SDK sends again what was done but not answered.
        Assert.True(await _turns.TryEndAsync(_owner, _id, ended, Token));

        Assert.Equal(ended, await _turns.FindAsync(_owner, _id, 1, Token));
    }

    [Fact]
    public async Task The_place_in_the_tree_and_what_is_continued_are_kept()
    {
        var second = Turn(2) with { Branch = BranchPlace.Of(2, parent: null), Before = 0 };
        var third = Turn(3) with { Branch = BranchPlace.Of(3, second), Assistant = "1 2", Continued = 3 };
        var fifth = Turn(5) with { Branch = BranchPlace.Of(5, third) };

        await _turns.TryBeginAsync(_owner, _id, second, Token);
        await _turns.TryBeginAsync(_owner, _id, third, Token);
        await _turns.TryBeginAsync(_owner, _id, fifth, Token);

        Assert.Equal([second, third, fifth], await _turns.ListAsync(_owner, _id, after: null, ascending: true, 3, Token));
        Assert.Equal((0, 0, 2, 1), (second.Parent, second.Depth, third.Parent, third.Depth));
    }

    [Fact]
    public async Task Sums_are_of_all_turns_up_to_one()
    {
        for (var number = 1; number <= 4; number++)
        {
            var turn = Turn(number) with { Usage = new(number, 10 * number), CostUsd = 0.01m * number, Status = TurnStatus.Complete };
            await _turns.TryBeginAsync(_owner, _id, turn, Token);
            await _turns.TryEndAsync(_owner, _id, turn, Token);
        }

        Assert.Equal((new(6, 60), 0.06m), await _turns.SumAsync(_owner, _id, upTo: 3, Token));
        Assert.Equal((new(0, 0), 0m), await _turns.SumAsync($"{_owner}2", _id, upTo: 3, Token));
    }

    [Fact]
    public async Task Citations_are_kept()
    {
        Citation citation = new(
            2,
            "s3://b/é",
            0.5,
            "Cards cost “18 €”…",
            new() { Type = "S3", S3Location = new("s3://b/é", null, null, null) }
        );
        await _turns.TryBeginAsync(_owner, _id, Turn(1), Token);

        await _turns.TryEndAsync(
            _owner,
            _id,
            Turn(1) with
            {
                Status = TurnStatus.Complete,
                Retrieval = new(RetrievalOutcome.Used, [citation]),
            },
            Token
        );

        var stored = await _turns.FindAsync(_owner, _id, 1, Token);
        Assert.Equal(("used", citation), (stored!.Retrieval!.Status, Assert.Single(stored.Retrieval.Citations)));
    }

    [Fact]
    public async Task Text_is_saved_with_a_longer_lease_until_the_turn_is_to_stop()
    {
        await _turns.TryBeginAsync(_owner, _id, Turn(1), Token);

        var saved = await SaveAsync("Hi");
        var stored = await _turns.FindAsync(_owner, _id, 1, Token);
        await _turns.TryCancelAsync(_owner, _id, 1, Token);
        var savedAfterCancel = await SaveAsync("Hi, you");
        await _turns.TryEndAsync(_owner, _id, Turn(1) with { Assistant = "Hi, you all", Status = TurnStatus.Cancelled }, Token);
        var savedAfterEnd = await SaveAsync("Hi, you");

        Assert.Equal((true, false, false), (saved, savedAfterCancel, savedAfterEnd));
        Assert.Equal(("Hi", TurnStatus.Generating, _time.Now.AddSeconds(40)), (stored!.Assistant, stored.Status, stored.LeaseUntil));
        Assert.Equal("Hi, you all", (await _turns.FindAsync(_owner, _id, 1, Token))!.Assistant);
        Assert.False(await _turns.TrySaveAsync(_owner, Ulid.NewUlid().ToString(), Turn(1), "deleted", _time.Now, Token));

        Task<bool> SaveAsync(string text) => _turns.TrySaveAsync(_owner, _id, Turn(1), text, _time.Now.AddSeconds(40), Token);
    }

    [Fact]
    public async Task Turns_that_follow_the_same_one_are_counted_and_others_have_no_item()
    {
        DynamoTable items = new(_client, "chat");
        BranchStore branches = new(items, _turns);
        List<ConversationTurn> turns = [Turn(1), Turn(2)];
        turns.Add(Turn(3) with { Branch = BranchPlace.Of(3, turns[0]) });
        turns.Add(Turn(4) with { Branch = BranchPlace.Of(4, turns[0]) });
        turns.Add(Turn(5) with { Branch = BranchPlace.Of(5, turns[3]) });
        turns.Add(Turn(6) with { Branch = BranchPlace.Of(6, parent: null) });
        foreach (var turn in turns)
        {
            await _turns.TryBeginAsync(_owner, _id, turn, Token);
            await branches.NoteAsync(_owner, _id, turn);
            await branches.NoteAsync(_owner, _id, turn);
        }

        // A failure to record a turn is only logged.
        var notRecorded = Turn(7) with
        {
            Branch = BranchPlace.Of(7, turns[0]),
        };
        var versions = await branches.VersionsAsync(_owner, _id, turns, Token);

        var ofNone = await branches.VersionsAsync(_owner, _id, [], Token);

        Assert.Equal([2, 3, 3, 3, 1, 2, 4], turns.Append(notRecorded).Select(versions));
        Assert.Equal(1, ofNone(turns[0]));
        Assert.Null(await items.FindAsync(ChatKeys.BranchKey(_owner, _id, parent: 4), Token));
    }

    [Fact]
    public async Task A_turn_is_abandoned_unless_it_was_renewed_and_its_process_can_then_only_add_its_text()
    {
        var seen = Turn(1);
        await _turns.TryBeginAsync(_owner, _id, seen, Token);
        await _turns.TrySaveAsync(_owner, _id, seen, "Hi", seen.LeaseUntil.AddSeconds(10), Token);

        Assert.False(await _turns.TryAbandonAsync(_owner, _id, seen, Token));
        var renewed = await _turns.FindAsync(_owner, _id, 1, Token);
        Assert.True(await _turns.TryAbandonAsync(_owner, _id, renewed!, Token));
        Assert.False(await _turns.TrySaveAsync(_owner, _id, seen, "Hi, you", _time.Now, Token));
        var stored = await _turns.FindAsync(_owner, _id, 1, Token);
        Assert.Equal((TurnStatus.Failed, "abandoned", "Hello", "Hi"), (stored!.Status, stored.StopReason, stored.User, stored.Assistant));

        var late = seen with { Assistant = "Hi, you", Status = TurnStatus.Complete, StopReason = "stop", Usage = new(1, 2) };
        Assert.False(await _turns.TryEndAsync(_owner, _id, late, Token));
        Assert.True(await _turns.TryKeepLateAsync(_owner, _id, late, Token));
        Assert.Equal(stored with { Assistant = "Hi, you" }, await _turns.FindAsync(_owner, _id, 1, Token));
    }

    [Fact]
    public async Task Only_a_turn_that_is_generated_can_be_cancelled()
    {
        Assert.False(await _turns.TryCancelAsync(_owner, _id, 1, Token));
        await _turns.TryBeginAsync(_owner, _id, Turn(1), Token);

        Assert.True(await _turns.TryCancelAsync(_owner, _id, 1, Token));
        await _turns.TryEndAsync(_owner, _id, Turn(1) with { Status = TurnStatus.Cancelled }, Token);

        Assert.False(await _turns.TryCancelAsync(_owner, _id, 1, Token));
    }

    [Fact]
    public async Task Turns_are_read_from_both_ends_and_beside_one()
    {
        for (var number = 1; number <= 23; number++)
        {
            await _turns.TryBeginAsync(_owner, _id, Turn(number), Token);
        }

        var newestFirst = await _turns.ListAsync(_owner, _id, after: null, ascending: false, 30, Token);
        var first = await _turns.ListAsync(_owner, _id, after: null, ascending: true, 3, Token);
        var behind = await _turns.ListAsync(_owner, _id, after: 21, ascending: true, 5, Token);
        var before = await _turns.ListAsync(_owner, _id, after: 3, ascending: false, 5, Token);

        Assert.Equal(Enumerable.Range(1, 23).Reverse(), newestFirst.Select(turn => turn.Number));
        Assert.Equal([1, 2, 3], first.Select(turn => turn.Number));
        Assert.Equal([22, 23], behind.Select(turn => turn.Number));
        Assert.Equal([2, 1], before.Select(turn => turn.Number));
    }
}

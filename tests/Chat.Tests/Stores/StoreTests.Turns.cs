using Chat.Conversations;
using Chat.Knowledge;
using Llama;

namespace Chat.Tests.Stores;

public abstract partial class StoreTests
{
    private readonly string _id = Ulid.NewUlid().ToString();

    [Fact]
    public async Task Of_ten_that_begin_a_turn_at_once_one_may()
    {
        var began = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => _turns.TryBeginAsync(_owner, _id, Turn(1, lease: $"{i}"), Token)));

        var turn = await _turns.FindAsync(_owner, _id, 1, Token);
        Assert.Single(began, ours => ours);
        Assert.Equal($"{Array.IndexOf(began, true)}", turn!.Lease);
    }

    [Fact]
    public async Task A_turn_is_ended_once_and_by_its_owner()
    {
        await _turns.TryBeginAsync(_owner, _id, Turn(1), Token);
        var ended = Turn(1) with { Assistant = "Hi", Status = TurnStatus.Complete, StopReason = "stop", Guardrail = GuardrailAction.Anonymized, ContextTokens = 9 };

        Assert.False(await _turns.TryEndAsync(_owner, _id, ended with { Lease = "another's" }, Cost(5, 6, 0.25m), Token));
        Assert.True(await _turns.TryEndAsync(_owner, _id, ended, Cost(5, 6, 0.25m), Token));

        // The SDK sends again what was done but not answered.
        Assert.True(await _turns.TryEndAsync(_owner, _id, ended, Cost(5, 6, 0.25m), Token));

        var stored = await _turns.FindAsync(_owner, _id, 1, Token);
        Assert.Equal(ended with { Usage = new(5, 6), CostUsd = 0.25m }, stored);
    }

    [Fact]
    public async Task Citations_are_kept_until_an_answer_without_them_takes_their_place()
    {
        Citation citation = new(2, "s3://b/é", 0.5, "Cards cost “18 €”…", new() { Type = "S3", S3Location = new("s3://b/é", null, null, null) });
        var ended = Turn(1) with { Status = TurnStatus.Complete, Retrieval = new(RetrievalOutcome.Used, [citation]) };
        await _turns.TryBeginAsync(_owner, _id, Turn(1), Token);
        await _turns.TryEndAsync(_owner, _id, ended, default, Token);
        var first = await _turns.FindAsync(_owner, _id, 1, Token);

        await _turns.TryBeginAgainAsync(_owner, _id, Turn(1, lease: "second"), seen: Turn(1), Token);
        var meanwhile = await _turns.FindAsync(_owner, _id, 1, Token);
        await _turns.TryEndAsync(_owner, _id, ended with { Lease = "second", Retrieval = null }, default, Token);
        var second = await _turns.FindAsync(_owner, _id, 1, Token);

        Assert.Equal("used", first!.Retrieval!.Status);
        Assert.Equal(citation, Assert.Single(first.Retrieval.Citations));
        Assert.Equal((true, null), (meanwhile!.Retrieval is not null, second!.Retrieval));
    }

    [Fact]
    public async Task A_second_answer_adds_to_the_cost_of_the_first()
    {
        await _turns.TryBeginAsync(_owner, _id, Turn(1), Token);
        await _turns.TryEndAsync(
            _owner, _id, Turn(1) with { Assistant = "Hi", Status = TurnStatus.Complete, Guardrail = GuardrailAction.Blocked }, Cost(5, 6, 0.25m), Token);
        var again = Turn(1, lease: "second");

        var began = await _turns.TryBeginAgainAsync(_owner, _id, again, seen: Turn(1), Token);
        var beganTwice = await _turns.TryBeginAgainAsync(_owner, _id, Turn(1, lease: "third"), seen: again, Token);
        await _turns.TryEndAsync(_owner, _id, again with { Assistant = "Hello", Status = TurnStatus.Cancelled }, Cost(5, 1, 0.125m), Token);

        var stored = await _turns.FindAsync(_owner, _id, 1, Token);
        Assert.Equal((true, false), (began, beganTwice));
        Assert.Equal(("Hello", TurnStatus.Cancelled, 10, 7, 0.375m), (stored!.Assistant, stored.Status, stored.Usage.PromptTokens, stored.Usage.CompletionTokens, stored.CostUsd));
        Assert.Equal(GuardrailAction.None, stored.Guardrail);
    }

    [Fact]
    public async Task Who_saw_an_older_answer_cannot_replace_the_newer_one()
    {
        await _turns.TryBeginAsync(_owner, _id, Turn(1), Token);
        await _turns.TryEndAsync(_owner, _id, Turn(1) with { Assistant = "Hi", Status = TurnStatus.Complete }, Cost(5, 6, 0.25m), Token);
        var second = Turn(1, lease: "second");
        await _turns.TryBeginAgainAsync(_owner, _id, second, seen: Turn(1), Token);
        await _turns.TryEndAsync(_owner, _id, second with { Assistant = "Hello", Status = TurnStatus.Complete }, Cost(5, 6, 0.25m), Token);

        var began = await _turns.TryBeginAgainAsync(_owner, _id, Turn(1, lease: "third"), seen: Turn(1), Token);

        Assert.False(began);
    }

    [Fact]
    public async Task A_second_answer_and_a_new_turn_at_once_see_each_other_and_can_step_back()
    {
        var ended = Turn(1) with { Assistant = "Hi", Status = TurnStatus.Complete };
        await _turns.TryBeginAsync(_owner, _id, Turn(1), Token);
        await _turns.TryEndAsync(_owner, _id, ended, Cost(5, 6, 0.25m), Token);
        await _turns.TryBeginAgainAsync(_owner, _id, ended with { Lease = "again" }, seen: ended, Token);
        await _turns.TryBeginAsync(_owner, _id, Turn(2), Token);

        Assert.False(await _turns.IsAloneAsync(_owner, _id, Turn(2), _time.Now, Token));
        Assert.False(await _turns.IsAloneAsync(_owner, _id, ended with { Lease = "again" }, _time.Now, Token));
        await _turns.WithdrawAsync(_owner, _id, Turn(2), isNew: true);
        Assert.True(await _turns.IsAloneAsync(_owner, _id, ended with { Lease = "again" }, _time.Now, Token));
        await _turns.WithdrawAsync(_owner, _id, ended with { Lease = "again" }, isNew: false);

        var left = Assert.Single(await _turns.ListAsync(_owner, _id, after: null, ascending: true, 9, Token));
        Assert.Equal(("Hi", TurnStatus.Complete, 0.25m), (left.Assistant, left.Status, left.CostUsd));
    }

    [Fact]
    public async Task A_turn_is_abandoned_unless_it_was_renewed_and_its_old_owner_ends_nothing_then()
    {
        var seen = Turn(1);
        await _turns.TryBeginAsync(_owner, _id, seen, Token);
        await _turns.TryRenewAsync(_owner, _id, seen, seen.LeaseUntil.AddSeconds(10), Token);

        Assert.False(await _turns.TryAbandonAsync(_owner, _id, seen, Token));
        var renewed = await _turns.FindAsync(_owner, _id, 1, Token);
        Assert.True(await _turns.TryAbandonAsync(_owner, _id, renewed!, Token));
        Assert.False(await _turns.TryEndAsync(_owner, _id, seen with { Status = TurnStatus.Complete }, Cost(1, 1, 1), Token));
        Assert.False(await _turns.TryRenewAsync(_owner, _id, seen, _time.Now, Token));

        var stored = await _turns.FindAsync(_owner, _id, 1, Token);
        Assert.Equal((TurnStatus.Failed, "abandoned", "Hello", 0m), (stored!.Status, stored.StopReason, stored.User, stored.CostUsd));
    }

    [Fact]
    public async Task A_request_to_cancel_is_seen_until_the_turn_ends()
    {
        Assert.False(await _turns.TryCancelAsync(_owner, _id, 1, Token));
        await _turns.TryBeginAsync(_owner, _id, Turn(1), Token);

        Assert.False(await _turns.IsCancelRequestedAsync(_owner, _id, 1, Token));
        Assert.True(await _turns.TryCancelAsync(_owner, _id, 1, Token));
        Assert.True(await _turns.IsCancelRequestedAsync(_owner, _id, 1, Token));
        await _turns.TryEndAsync(_owner, _id, Turn(1) with { Status = TurnStatus.Cancelled }, Cost(0, 0, 0), Token);

        Assert.False(await _turns.IsCancelRequestedAsync(_owner, _id, 1, Token));
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

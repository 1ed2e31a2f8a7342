using Chat.Conversations;
using Chat.Http;

namespace Chat.Tests.Stores;

public abstract partial class StoreTests
{
    [Fact]
    public async Task Of_additions_at_once_none_is_lost_and_days_are_listed_with_both_ends()
    {
        DateOnly day = new(2026, 11, 23);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _usage.AddAsync(_owner, day, "model", Cost(3, 2, 0.00001m), Token)));
        await _usage.AddAsync(_owner, day.AddDays(1), "other", Cost(1, 1, 1), Token);
        await _usage.AddAsync(_owner, day.AddDays(2), "model", Cost(1, 1, 1), Token);
        await _usage.AddAsync($"{_owner}2", day, "model", Cost(1, 1, 1), Token);

        var days = await _usage.ListAsync(_owner, day, day.AddDays(1), Token);

        Assert.Equal(
            [(day, 20, new(60, 40), 0.0002m), (day.AddDays(1), 1, new(1, 1), 1)],
            days.Select(used => (used.Day, used.Turns, used.Tokens, used.CostUsd))
        );
        Assert.Equal([new("model", 20, new(60, 40), 0.0002m), new("other", 1, new(1, 1), 1)], days.SelectMany(used => used.Models));
        Assert.Empty(await _usage.ListAsync(_owner, day.AddDays(-9), day.AddDays(-1), Token));
    }

    [Fact]
    public async Task A_key_is_claimed_once_and_then_gives_the_answer()
    {
        Assert.Null(await ClaimAsync());

        Assert.Equal(ProblemKind.TurnInProgress, (await Assert.ThrowsAsync<ProblemException>(() => ClaimAsync(claim: "late"))).Kind);
        await _idempotency.CompleteAsync(_owner, "key", "first", "\"the answer\"", Token);

        Assert.Equal("\"the answer\"", await ClaimAsync(claim: "late"));
        Assert.Equal(
            ProblemKind.IdempotencyMismatch,
            (await Assert.ThrowsAsync<ProblemException>(() => ClaimAsync("another", "late"))).Kind
        );
    }

    [Fact]
    public async Task A_claim_is_free_again_when_it_is_released_or_its_lease_is_over()
    {
        await ClaimAsync();
        await _idempotency.ReleaseAsync(_owner, "key", "first", Token);
        Assert.Null(await ClaimAsync("another", "second"));

        _time.Now += TimeSpan.FromSeconds(30);
        await Assert.ThrowsAsync<ProblemException>(() => ClaimAsync("another", "third"));
        _time.Now += TimeSpan.FromMilliseconds(1);

        Assert.Equal(ProblemKind.IdempotencyMismatch, (await Assert.ThrowsAsync<ProblemException>(() => ClaimAsync(claim: "late"))).Kind);
        Assert.Null(await ClaimAsync("another", "third"));
    }

    [Fact]
    public async Task Who_has_lost_a_claim_changes_nothing_of_its_successors()
    {
        await ClaimAsync();
        _time.Now += TimeSpan.FromSeconds(31);
        Assert.Null(await ClaimAsync(claim: "second"));

        await _idempotency.ReleaseAsync(_owner, "key", "first", Token);
        await _idempotency.CompleteAsync(_owner, "key", "first", "\"too late\"", Token);
        await _idempotency.CompleteAsync(_owner, "key", "second", "\"the answer\"", Token);

        Assert.Equal("\"the answer\"", await ClaimAsync(claim: "third"));
    }

    [Fact]
    public async Task An_answer_that_cannot_be_read_is_given_again_by_the_next_request()
    {
        await ClaimAsync();
        await _idempotency.CompleteAsync(_owner, "key", "first", "{", Token);
        _time.Now += TimeSpan.FromSeconds(31);

        Assert.Null(await ClaimAsync(claim: "second"));
    }

    [Fact]
    public async Task A_request_that_is_answered_while_another_takes_its_key_over_keeps_it()
    {
        await ClaimAsync();
        _time.Now += TimeSpan.FromSeconds(31);

        await Assert.ThrowsAsync<ProblemException>(() =>
            ClaimAsync(claim: "second", meanwhile: () => _idempotency.CompleteAsync(_owner, "key", "first", "\"the answer\"", Token))
        );

        Assert.Equal("\"the answer\"", await ClaimAsync(claim: "third"));
    }

    [Fact]
    public async Task A_key_is_forgotten_after_a_day()
    {
        await ClaimAsync();
        await _idempotency.CompleteAsync(_owner, "key", "first", "\"the answer\"", Token);

        _time.Now += TimeSpan.FromHours(24) + TimeSpan.FromSeconds(1);

        Assert.Null(await ClaimAsync("another", "late"));
    }

    private Task<string?> ClaimAsync(string fingerprint = "fingerprint", string claim = "first", Func<Task>? meanwhile = null) =>
        _idempotency.ClaimAsync(
            _owner,
            "key",
            fingerprint,
            new Lease(claim, TimeSpan.FromSeconds(30)),
            async _ =>
            {
                await (meanwhile?.Invoke() ?? Task.CompletedTask);

                return null;
            },
            Token
        );
}

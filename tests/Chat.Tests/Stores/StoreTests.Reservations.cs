using Chat.Configuration;
using Chat.Metering;

namespace Chat.Tests.Stores;

public abstract partial class StoreTests
{
    private static readonly UsageLimits _cent = new(DailyBudgetUsd: 0.01m);
    private static readonly UsageLimits _two = new(Concurrency: 2);

    private DateOnly Today => UtcDay.Of(_time.Now);

    [Fact]
    public async Task What_is_reserved_and_what_is_spent_never_exceed_the_budget()
    {
        var (first, second, third) = (Reservation(0.006m), Reservation(0.005m), Reservation(0.004m));

        Assert.Null(await ReserveAsync(first, _cent));
        var refused = await ReserveAsync(second, _cent);
        Assert.Null(await ReserveAsync(third, _cent));
        await CloseAsync(first, 0.0015m);
        await CloseAsync(third, 0.0035m);

        Assert.Equal((0m, 0.006m, 1), (refused!.SpentUsd, refused.CommittedUsd, refused.InProgress));
        Assert.Equal(first, Assert.Single(refused.Reservations));
        Assert.Equal((0.005m, 0.005m, 0, ""), Summary(await StateAsync()));
        var used = Assert.Single(await _usage.ListAsync(_owner, Today, Today, Token));
        Assert.Equal(new DayUsage(Today, 2, new(6, 4), 0.005m), used with { Models = [] });
        Assert.Equal([new("model", 2, new(6, 4), 0.005m)], used.Models);
        Assert.Null(await ReserveAsync(second, _cent));
    }

    [Fact]
    public async Task What_exceeds_the_whole_budget_is_refused_even_on_an_empty_day()
    {
        var refused = await ReserveAsync(Reservation(0.0100001m), _cent);

        Assert.Equal((0m, 0m, 0, ""), Summary(refused!));
        Assert.Empty((await StateAsync()).Reservations);
        Assert.Null(await ReserveAsync(Reservation(0.01m), _cent));
    }

    [Fact]
    public async Task What_was_spent_without_a_budget_counts_in_one()
    {
        await _usage.AddAsync(_owner, Today, "model", Cost(3, 2, 0.008m), Token);

        Assert.NotNull(await ReserveAsync(Reservation(0.003m), _cent));
        Assert.Null(await ReserveAsync(Reservation(0.002m), _cent));
    }

    [Fact]
    public async Task A_reservation_that_is_made_twice_is_one()
    {
        var reservation = Reservation(0.006m);

        Assert.Null(await ReserveAsync(reservation, _cent));
        var again = await ReserveAsync(reservation, _cent);

        Assert.True(again!.Holds(reservation));
        Assert.Equal((0m, 0.006m, 1, $"{reservation}"), Summary(await StateAsync()));
    }

    [Fact]
    public async Task A_reservation_that_is_closed_twice_is_counted_once()
    {
        var reservation = Reservation(0.006m);
        await ReserveAsync(reservation, _cent);

        Assert.True(await CloseAsync(reservation, 0.001m));
        Assert.False(await CloseAsync(reservation, 0.001m));

        Assert.Equal((0.001m, 0.001m, 0, ""), Summary(await StateAsync()));
    }

    [Fact]
    public async Task A_reservation_that_was_not_used_leaves_nothing()
    {
        var reservation = Reservation(0.006m);
        await ReserveAsync(reservation, _cent);

        await _reservations.TryCloseAsync(_owner, reservation, chargedUsd: 0, "model", counted: null, Token);

        Assert.Equal((0m, 0m, 0, ""), Summary(await StateAsync()));
        Assert.Empty(await _usage.ListAsync(_owner, Today, Today, Token));
    }

    [Fact]
    public async Task Places_are_as_many_as_the_limit_and_each_is_taken_again()
    {
        var (first, second, third) = (Reservation(0), Reservation(0), Reservation(0));

        Assert.Null(await ReserveAsync(first, _two));
        Assert.Null(await ReserveAsync(second, _two));
        Assert.Equal(2, (await ReserveAsync(third, _two))!.InProgress);
        await CloseAsync(first, 0.001m);

        Assert.Null(await ReserveAsync(third, _two));
        Assert.Equal((0.001m, 0.001m, 2), Summary(await StateAsync()) is var day ? (day.Spent, day.Committed, day.InProgress) : default);
    }

    [Fact]
    public async Task A_dead_process_loses_its_place_once_and_its_money_stays_reserved()
    {
        var dead = Reservation(0.004m);
        await ReserveAsync(dead, _two);
        _time.Now += TimeSpan.FromMinutes(2);

        var found = (await StateAsync()).Dead(_time.Now).ToList();
        Assert.True(await _reservations.TryDropAsync(_owner, Today, found, Token));
        Assert.False(await _reservations.TryDropAsync(_owner, Today, found, Token));

        Assert.Equal((0m, 0.004m, 0, $"{dead with { Until = null }}"), Summary(await StateAsync()));
    }

    [Fact]
    public async Task Who_was_taken_for_dead_is_counted_all_the_same_and_frees_no_other_place()
    {
        var (late, other) = (Reservation(0.004m), Reservation(0));
        await ReserveAsync(late, _two);
        _time.Now += TimeSpan.FromMinutes(2);
        await _reservations.TryDropAsync(_owner, Today, (await StateAsync()).Dead(_time.Now), Token);
        await ReserveAsync(other with { Until = _time.Now.AddMinutes(1) }, _two);

        Assert.True(await CloseAsync(late, 0.001m));
        Assert.False(await CloseAsync(late, 0.001m));

        var day = await StateAsync();
        Assert.Equal((0.001m, 0.001m, 1, other.Id), (day.SpentUsd, day.CommittedUsd, day.InProgress, Assert.Single(day.Reservations).Id));
    }

    [Fact]
    public async Task Many_dead_processes_are_dropped_in_several_writes()
    {
        await Task.WhenAll(Enumerable.Range(0, 45).Select(_ => ReserveAsync(Reservation(0), new(Concurrency: 45))));
        _time.Now += TimeSpan.FromMinutes(2);

        var writes = 0;
        for (; (await StateAsync()).Dead(_time.Now).ToList() is { Count: > 0 } dead; writes++)
        {
            Assert.True(await _reservations.TryDropAsync(_owner, Today, dead, Token));
        }

        Assert.Equal((3, 0), (writes, (await StateAsync()).InProgress));
    }

    [Fact]
    public async Task Owners_and_days_do_not_share_a_budget()
    {
        await ReserveAsync(Reservation(0.01m), _cent);

        Assert.NotNull(await ReserveAsync(Reservation(0.01m), _cent));
        Assert.Null(await _reservations.TryReserveAsync($"{_owner}2", Reservation(0.01m), _cent, Token));
        Assert.Null(await ReserveAsync(Reservation(0.01m) with { Day = Today.AddDays(1) }, _cent));
    }

    private static (decimal Spent, decimal Committed, int InProgress, string Reservations) Summary(DayState day) =>
        (day.SpentUsd, day.CommittedUsd, day.InProgress, string.Join(' ', day.Reservations));

    private Reservation Reservation(decimal usd) => new(Ulid.NewUlid().ToString(), Today, usd, _time.Now.AddMinutes(1));

    private Task<DayState?> ReserveAsync(Reservation reservation, UsageLimits limits) =>
        _reservations.TryReserveAsync(_owner, reservation, limits, Token);

    private Task<bool> CloseAsync(Reservation reservation, decimal usd) =>
        _reservations.TryCloseAsync(_owner, reservation, usd, "model", Cost(3, 2, usd), Token);

    private Task<DayState> StateAsync() => _reservations.FindAsync(_owner, Today, Token);
}

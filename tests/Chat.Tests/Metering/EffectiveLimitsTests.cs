using Chat.Configuration;
using Chat.Http;
using Chat.Metering;
using Chat.Table;
using Chat.Tests.Exploration;
using Chat.Tests.Stores;
using Llama;

namespace Chat.Tests.Metering;

/// <summary>Which limits apply, and how long they are kept.</summary>
public sealed class EffectiveLimitsTests : IDisposable
{
    private static readonly UsageLimits _deployment = new(DailyBudgetUsd: 1, Concurrency: 2, MonthlyBudgetUsd: 10);

    private readonly MemoryTable _memory = new();
    private readonly SettableTime _time = new();
    private readonly LimitStore _stored;
    private readonly UsageStore _usage;
    private readonly EffectiveLimits _limits;

    public EffectiveLimitsTests()
    {
        DynamoTable table = new(_memory, "chat");
        _stored = new(table);
        _usage = new(table);
        _limits = new(Settings(ownerLimits: "true"), () => table, _time);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _memory.Dispose();

    [Fact]
    public async Task Without_stored_limits_the_deployments_apply()
    {
        Assert.Equal(_deployment, await _limits.OfAsync(new("ada", ["staff"]), Token));
    }

    [Fact]
    public async Task Each_limit_is_the_owners_else_the_groups_else_the_deployments()
    {
        await _stored.PutAsync(LimitSubject.OfOwner("ada"), new(DailyBudgetUsd: 0.5m, MonthlyBudgetUsd: 4), Token);
        await _stored.PutAsync(LimitSubject.OfGroup("staff"), new(DailyBudgetUsd: 7, Concurrency: 9), Token);

        Assert.Equal(new(0.5m, 9, 4), await _limits.OfAsync(new("ada", ["staff"]), Token));
        Assert.Equal(new(7, 9, 10), await _limits.OfAsync(new("bob", ["staff"]), Token));
        Assert.Equal(new(0.5m, 2, 4), await _limits.OfAsync("ada", Token));
    }

    [Fact]
    public async Task Of_several_groups_each_largest_limit_applies()
    {
        await _stored.PutAsync(LimitSubject.OfGroup("one"), new(3, 1, 20), Token);
        await _stored.PutAsync(LimitSubject.OfGroup("two"), new(2, 5, 30), Token);

        Assert.Equal(new(3, 5, 30), await _limits.OfAsync(new("ada", ["one", "two", "unknown"]), Token));
    }

    [Fact]
    public async Task A_group_and_an_owner_of_the_same_name_have_separate_limits()
    {
        await _stored.PutAsync(LimitSubject.OfGroup("ada"), new(3, 1, 20), Token);

        Assert.Equal(_deployment, await _limits.OfAsync("ada", Token));
    }

    [Fact]
    public async Task A_change_takes_effect_after_a_minute()
    {
        await _limits.OfAsync("ada", Token);
        await _stored.PutAsync(LimitSubject.OfOwner("ada"), new(Concurrency: 7), Token);

        _time.Now += TimeSpan.FromSeconds(59);
        var before = await _limits.OfAsync("ada", Token);
        _time.Now += TimeSpan.FromSeconds(1);
        var after = await _limits.OfAsync("ada", Token);

        Assert.Equal((2, 7), (before.Concurrency, after.Concurrency));
    }

    [Fact]
    public async Task A_blocked_owner_is_refused_unless_the_route_may_serve_blocked_owners()
    {
        await _stored.BlockAsync("ada", _time.Now, reason: null, Token);

        var refused = await Assert.ThrowsAsync<ProblemException>(() => _limits.OfAsync(new("ada", ["staff"]), Token));

        Assert.Equal(ProblemKind.Forbidden, refused.Kind);
        Assert.Equal(_deployment, await _limits.OfAsync("ada", Token, mayBeBlocked: true));
        Assert.Equal(_deployment, await _limits.OfAsync("bob", Token));
    }

    [Fact]
    public async Task A_block_has_a_time_and_a_reason_and_keeps_the_limits_and_so_does_its_end()
    {
        await _stored.PutAsync(LimitSubject.OfOwner("ada"), new(Concurrency: 7), Token);

        var blocked = await _stored.BlockAsync("ada", _time.Now, "asked to pause", Token);
        var unblocked = await _stored.UnblockAsync("ada", Token);

        Assert.Equal(
            ("2026-11-23T12:00:00.000Z", "asked to pause", 7),
            (blocked.BlockedAt, blocked.BlockedReason, blocked.Limits.Concurrency)
        );
        Assert.Equal((null, null, 7), (unblocked.BlockedAt, unblocked.BlockedReason, unblocked.Limits.Concurrency));
    }

    [Fact]
    public async Task Without_owner_limits_the_table_is_not_read()
    {
        EffectiveLimits limits = new(
            Settings(ownerLimits: "false"),
            () => throw new InvalidOperationException("The table was opened."),
            _time
        );

        Assert.Equal(_deployment, await limits.OfAsync("ada", Token));
        Assert.Equal(10, await limits.LeftForDayAsync("ada", _deployment, new(2026, 11, 1), Token));
        Assert.Null(await limits.LeftForDayAsync("ada", new(DailyBudgetUsd: 1), new(2026, 11, 2), Token));
    }

    [Fact]
    public async Task A_month_leaves_for_a_day_what_its_earlier_days_have_not_used()
    {
        await SpendAsync(new(2026, 10, 31), 100);
        await SpendAsync(new(2026, 11, 1), 1);
        await SpendAsync(new(2026, 11, 22), 2);
        await SpendAsync(new(2026, 11, 23), 4);

        Assert.Equal(7, await LeftAsync(new(2026, 11, 23)));
        Assert.Equal(9, await LeftAsync(new(2026, 11, 2)));
        Assert.Equal(10, await LeftAsync(new(2026, 11, 1)));
    }

    [Fact]
    public async Task A_month_that_is_used_up_leaves_nothing_rather_than_a_debt()
    {
        await SpendAsync(new(2026, 11, 1), 11);

        Assert.Equal(0, await LeftAsync(new(2026, 11, 2)));
    }

    [Fact]
    public async Task The_smaller_one_of_the_days_budget_and_what_the_month_leaves_applies_until_its_own_end()
    {
        UsageLimits both = new(DailyBudgetUsd: 1, MonthlyBudgetUsd: 10);
        DateOnly day = new(2026, 2, 3);

        Assert.Null(Budget.Of(new(Concurrency: 1), monthLeaves: null));
        Assert.Equal(new(1, 1, IsOfMonth: false), Budget.Of(new(DailyBudgetUsd: 1), monthLeaves: null));
        Assert.Equal(new(1, 1, IsOfMonth: false), Budget.Of(both, monthLeaves: 1));
        Assert.Equal(new(10, 0.9m, IsOfMonth: true), Budget.Of(both, monthLeaves: 0.9m));
        Assert.Equal(new(10, 4, IsOfMonth: true), Budget.Of(new(MonthlyBudgetUsd: 10), monthLeaves: 4));
        Assert.Equal(("day", Midnight(2, 4)), EndOf(Budget.Of(both, monthLeaves: 1)!));
        Assert.Equal(("month", Midnight(3, 1)), EndOf(Budget.Of(both, monthLeaves: 0)!));

        (string, DateTimeOffset) EndOf(Budget budget) => (budget.Period, budget.End(day));
        DateTimeOffset Midnight(int month, int of) => new(2026, month, of, 0, 0, 0, TimeSpan.Zero);
    }

    private Task SpendAsync(DateOnly day, decimal usd) => _usage.AddAsync("ada", day, "model", new(new TokenUsage(1, 1), usd), Token);

    private Task<decimal?> LeftAsync(DateOnly day) => _limits.LeftForDayAsync("ada", _deployment, day, Token);

    private static ChatSettings Settings(string ownerLimits) =>
        ChatSettings.Bind(
            new Dictionary<string, string>
            {
                ["CHAT_TABLE"] = "chat",
                ["OWNER_LIMITS"] = ownerLimits,
                ["DAILY_BUDGET_USD"] = "1",
                ["MONTHLY_BUDGET_USD"] = "10",
                ["CONCURRENCY_LIMIT"] = "2",
            }
        );
}

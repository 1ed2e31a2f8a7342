using Chat.Configuration;

namespace Chat.Metering;

/// <summary>The budget that limits an owner on a day: the day's, or what the month's leaves for it.</summary>
/// <param name="Usd">The whole budget.</param>
/// <param name="LeftForDayUsd">What may be committed on the day.</param>
/// <param name="IsOfMonth">Whether it is the month's.</param>
internal sealed record Budget(decimal Usd, decimal LeftForDayUsd, bool IsOfMonth)
{
    public string Period => IsOfMonth ? "month" : "day";

    /// <returns>Null without a budget.</returns>
    public static Budget? Of(UsageLimits limits, decimal? monthLeaves) =>
        (limits.DailyBudgetUsd, monthLeaves) switch
        {
            (null, null) => null,
            ({ } daily, null) => new(daily, daily, IsOfMonth: false),
            ({ } daily, { } left) when daily <= left => new(daily, daily, IsOfMonth: false),
            (_, { } left) => new(limits.MonthlyBudgetUsd!.Value, left, IsOfMonth: true),
        };

    /// <summary>When the budget is new.</summary>
    public DateTimeOffset End(DateOnly day) => UtcDay.End(IsOfMonth ? EffectiveLimits.FirstOfMonth(day).AddMonths(1).AddDays(-1) : day);
}

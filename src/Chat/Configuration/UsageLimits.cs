namespace Chat.Configuration;

/// <summary>The limits of an owner; null means no limit.</summary>
/// <param name="DailyBudgetUsd">USD in a UTC day.</param>
/// <param name="Concurrency">Answers generated at the same time.</param>
/// <param name="MonthlyBudgetUsd">USD in a UTC month.</param>
internal sealed record UsageLimits(decimal? DailyBudgetUsd = null, int? Concurrency = null, decimal? MonthlyBudgetUsd = null)
{
    public bool Any => HasBudget || Concurrency is not null;

    public bool HasBudget => DailyBudgetUsd is not null || MonthlyBudgetUsd is not null;
}

namespace Chat.Configuration;

/// <summary>The default limits of every owner.</summary>
/// <param name="DailyBudgetUsd">USD per UTC day; null for no limit.</param>
/// <param name="Concurrency">Answers generated at the same time; null for no limit.</param>
internal sealed record UsageLimits(decimal? DailyBudgetUsd = null, int? Concurrency = null)
{
    public bool Any => DailyBudgetUsd is not null || Concurrency is not null;
}

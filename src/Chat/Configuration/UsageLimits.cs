namespace Chat.Configuration;

/// <summary>What every owner may use.</summary>
/// <param name="DailyBudgetUsd">USD in a UTC day; null for any amount.</param>
/// <param name="Concurrency">Answers that are generated at once; null for any number.</param>
internal sealed record UsageLimits(decimal? DailyBudgetUsd = null, int? Concurrency = null)
{
    public bool Any => DailyBudgetUsd is not null || Concurrency is not null;
}

using System.Collections.Concurrent;
using Chat.Configuration;
using Chat.Http;
using Chat.Table;

namespace Chat.Metering;

/// <summary>
/// The limits that apply to an owner: the owner's own, otherwise the largest of the owner's groups, otherwise the deployment's. What is
/// read is kept for a minute, so a change takes effect within that time.
/// </summary>
/// <param name="settings">The deployment's limits, and whether the table has limits at all.</param>
/// <param name="table">The table, opened on first use.</param>
/// <param name="time">The clock.</param>
internal sealed class EffectiveLimits(ChatSettings settings, Func<DynamoTable> table, TimeProvider time)
{
    private static readonly TimeSpan _kept = TimeSpan.FromMinutes(1);

    // An instance serves few owners within a minute. The limit keeps the memory of a busy one bounded.
    private const int MostKept = 10_000;

    private readonly ConcurrentDictionary<LimitSubject, (DateTimeOffset Until, StoredLimits Limits)> _stored = new();
    private readonly ConcurrentDictionary<(string Owner, DateOnly Day), decimal> _spentBefore = new();

    /// <exception cref="ProblemException">The owner is blocked.</exception>
    public async Task<UsageLimits> OfAsync(Payer payer, CancellationToken cancellationToken, bool mayBeBlocked = false)
    {
        if (!settings.HasOwnerLimits)
        {
            return settings.Limits;
        }

        var stored = await Task.WhenAll(
            payer
                .Groups.Select(LimitSubject.OfGroup)
                .Prepend(LimitSubject.OfOwner(payer.Owner))
                .Select(subject => FindAsync(subject, cancellationToken))
        );
        if (!mayBeBlocked && stored[0].BlockedAt is not null)
        {
            throw new ProblemException(ProblemKind.Forbidden, "The operator of this deployment has blocked this caller.");
        }

        var (own, groups) = (stored[0].Limits, stored[1..]);

        return new(
            own.DailyBudgetUsd ?? groups.Max(group => group.Limits.DailyBudgetUsd) ?? settings.Limits.DailyBudgetUsd,
            own.Concurrency ?? groups.Max(group => group.Limits.Concurrency) ?? settings.Limits.Concurrency,
            own.MonthlyBudgetUsd ?? groups.Max(group => group.Limits.MonthlyBudgetUsd) ?? settings.Limits.MonthlyBudgetUsd
        );
    }

    /// <summary>
    /// What a month's budget leaves for a day: the budget less what is committed on the earlier days of the month. That sum does not grow
    /// any more, so it is read once a day.
    /// </summary>
    public async Task<decimal?> LeftForDayAsync(string owner, UsageLimits limits, DateOnly day, CancellationToken cancellationToken)
    {
        if (limits.MonthlyBudgetUsd is not { } monthly)
        {
            return null;
        }

        if (!_spentBefore.TryGetValue((owner, day), out var before))
        {
            before =
                day.Day == 1
                    ? 0
                    : await new UsageStore(table()).CommittedAsync(owner, FirstOfMonth(day), day.AddDays(-1), cancellationToken);
            Keep(_spentBefore, (owner, day), before);
        }

        return Math.Max(0, monthly - before);
    }

    public static DateOnly FirstOfMonth(DateOnly day) => new(day.Year, day.Month, 1);

    private async Task<StoredLimits> FindAsync(LimitSubject subject, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_stored.TryGetValue(subject, out var kept) && kept.Until > now)
        {
            return kept.Limits;
        }

        var limits = await new LimitStore(table()).FindAsync(subject, cancellationToken);
        Keep(_stored, subject, (now + _kept, limits));

        return limits;
    }

    private static void Keep<TKey, TValue>(ConcurrentDictionary<TKey, TValue> entries, TKey key, TValue value)
        where TKey : notnull
    {
        if (entries.Count >= MostKept)
        {
            entries.Clear();
        }

        entries[key] = value;
    }
}

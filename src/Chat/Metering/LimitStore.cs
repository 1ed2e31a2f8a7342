using Amazon.DynamoDBv2.Model;
using Chat.Configuration;
using Chat.Table;
using static Chat.Table.Attributes;
using static Chat.Table.ChatKeys;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Chat.Metering;

/// <summary>The limits that an operator has set for an owner or a group.</summary>
/// <param name="Limits">The limits; those that are null are inherited.</param>
internal sealed record StoredLimits(UsageLimits Limits)
{
    /// <summary>When the owner was blocked; null if it is not.</summary>
    public string? BlockedAt { get; init; }

    public string? BlockedReason { get; init; }
}

/// <summary>Limits of owners and groups, one item for each.</summary>
internal sealed class LimitStore(DynamoTable table)
{
    private const string Daily = "daily_budget_usd";
    private const string Monthly = "monthly_budget_usd";
    private const string Concurrency = "concurrency_limit";
    private const string BlockedAt = "blocked_at";
    private const string BlockedReason = "blocked_reason";

    /// <returns>Limits that are all null if none are stored.</returns>
    public async Task<StoredLimits> FindAsync(LimitSubject subject, CancellationToken cancellationToken) =>
        ToLimits(await table.FindAsync(subject.Key, cancellationToken) ?? []);

    /// <summary>Replaces the limits; whether the owner is blocked stays as it is.</summary>
    public Task<StoredLimits> PutAsync(LimitSubject subject, UsageLimits limits, CancellationToken cancellationToken) =>
        ChangeAsync(
            subject,
            new()
            {
                [Daily] = limits.DailyBudgetUsd is { } daily ? N(daily) : null,
                [Monthly] = limits.MonthlyBudgetUsd is { } monthly ? N(monthly) : null,
                [Concurrency] = limits.Concurrency is { } concurrency ? N(concurrency) : null,
            },
            cancellationToken
        );

    /// <summary>Blocks an owner; the limits stay as they are.</summary>
    public Task<StoredLimits> BlockAsync(string owner, DateTimeOffset at, string? reason, CancellationToken cancellationToken) =>
        ChangeAsync(
            LimitSubject.OfOwner(owner),
            new() { [BlockedAt] = S(at), [BlockedReason] = reason is null ? null : S(reason) },
            cancellationToken
        );

    public Task<StoredLimits> UnblockAsync(string owner, CancellationToken cancellationToken) =>
        ChangeAsync(LimitSubject.OfOwner(owner), new() { [BlockedAt] = null, [BlockedReason] = null }, cancellationToken);

    private async Task<StoredLimits> ChangeAsync(
        LimitSubject subject,
        Dictionary<string, AttributeValue?> attributes,
        CancellationToken cancellationToken
    ) => ToLimits(await table.UpdateAsync(ItemUpdate.Of(subject.Key, attributes), cancellationToken) ?? []);

    // An item that cannot be read must not lift a limit: reading it fails the request.
    private static StoredLimits ToLimits(Item item) =>
        ItemReader.Read(
            item,
            stored => new StoredLimits(
                new(
                    stored.ContainsKey(Daily) ? stored.Decimal(Daily) : null,
                    stored.OptionalInteger(Concurrency),
                    stored.ContainsKey(Monthly) ? stored.Decimal(Monthly) : null
                )
            )
            {
                BlockedAt = stored.Text(BlockedAt),
                BlockedReason = stored.Text(BlockedReason),
            }
        );
}

/// <summary>The owner or the group that limits are for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsGroup">Whether it is a group.</param>
internal readonly record struct LimitSubject(string Name, bool IsGroup)
{
    private const string GroupPrefix = "group:";

    public Item Key => IsGroup ? GroupLimitsKey(Name) : LimitsKey(Name);

    public static LimitSubject OfOwner(string owner) => new(owner, IsGroup: false);

    public static LimitSubject OfGroup(string group) => new(group, IsGroup: true);

    /// <summary>Reads <c>group:NAME</c> as a group, and everything else as an owner.</summary>
    public static LimitSubject Parse(string text) =>
        text.StartsWith(GroupPrefix, StringComparison.Ordinal) ? OfGroup(text[GroupPrefix.Length..]) : OfOwner(text);

    public override string ToString() => IsGroup ? GroupPrefix + Name : Name;
}

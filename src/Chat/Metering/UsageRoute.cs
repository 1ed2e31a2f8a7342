using System.Globalization;
using System.Text.Json.Serialization;
using Chat.Configuration;
using Chat.Http;
using Chat.Table;

namespace Chat.Metering;

/// <summary>GET /usage: tokens and USD by day and in total, and the break-even of provisioned throughput.</summary>
internal sealed class UsageRoute(
    UsageStore usage,
    ReservationStore reservations,
    EffectiveLimits limits,
    ChatSettings settings,
    TimeProvider time
)
{
    public const int MaxDays = 366;

    public async Task<Reply> GetAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var (from, to) = Days(request, time, MaxDays);
        var days = await usage.ListAsync(request.Owner!, from, to, cancellationToken);
        TokenTotals tokens = new(days.Sum(day => day.Tokens.PromptTokens), days.Sum(day => day.Tokens.CompletionTokens));
        var cost = days.Sum(day => day.CostUsd);
        var (budget, month, concurrency) = await TodayAsync(new(request.Owner!, request.Groups), cancellationToken);

        return Reply.Json(
            new(
                Text(from),
                Text(to),
                [.. days.Select(day => new UsageDay(Text(day.Day), day.Turns, day.Tokens.At(day.CostUsd), Models(day.Models)))],
                tokens.At(cost),
                Models(days.SelectMany(day => day.Models)),
                BreakEven(OfDefault(days, tokens)),
                budget,
                concurrency
            )
            {
                MonthlyBudget = month,
            },
            ChatJson.Api.UsageBody
        );
    }

    /// <summary>The days that are asked for; without them, the last thirty.</summary>
    public static (DateOnly From, DateOnly To) Days(ApiRequest request, TimeProvider time, int maxDays)
    {
        var to = Day(request, "to") ?? UtcDay.Of(time.GetUtcNow());
        var from = Day(request, "from") ?? DateOnly.FromDayNumber(Math.Max(0, to.DayNumber - 29));

        return from > to || to.DayNumber - from.DayNumber >= maxDays
            ? throw ProblemException.Invalid("from", $"must not be after to, nor more than {maxDays} days before it")
            : (from, to);
    }

    private async Task<(BudgetBody? Budget, MonthBody? Month, ConcurrencyBody? Concurrency)> TodayAsync(
        Payer payer,
        CancellationToken cancellationToken
    )
    {
        // A blocked owner may still see what was used.
        var applied = await limits.OfAsync(payer, cancellationToken, mayBeBlocked: true);
        if (!applied.Any)
        {
            return default;
        }

        var now = time.GetUtcNow();
        var today = UtcDay.Of(now);
        var state = await reservations.FindAsync(payer.Owner, today, cancellationToken);
        var left = await limits.LeftForDayAsync(payer.Owner, applied, today, cancellationToken);

        return (
            applied.DailyBudgetUsd is { } daily
                ? new(
                    daily,
                    state.SpentUsd,
                    Math.Max(0, state.CommittedUsd - state.SpentUsd),
                    Math.Max(0, daily - state.CommittedUsd),
                    Attributes.Timestamp(UtcDay.End(today))
                )
                : null,
            applied.MonthlyBudgetUsd is { } monthly && Budget.Of(new(MonthlyBudgetUsd: monthly), left) is { } month
                ? new(monthly, Math.Max(0, month.LeftForDayUsd - state.CommittedUsd), Attributes.Timestamp(month.End(today)))
                : null,
            applied.Concurrency is { } limit ? new(limit, state.Living(now).Count()) : null
        );
    }

    public static IReadOnlyList<ModelUsageBody> Models(IEnumerable<ModelUsage> usages) =>
        [
            .. from usage in usages
            group usage by usage.Model into model
            orderby model.Key
            let tokens = new TokenTotals(model.Sum(usage => usage.Tokens.PromptTokens), model.Sum(usage => usage.Tokens.CompletionTokens))
            select new ModelUsageBody(model.Key, model.Sum(usage => usage.Turns), tokens.At(model.Sum(usage => usage.CostUsd))),
        ];

    // Usage without a model was recorded before models were stored, when there was only the default.
    private TokenTotals OfDefault(IReadOnlyList<DayUsage> days, TokenTotals all)
    {
        var others = days.SelectMany(day => day.Models).Where(usage => usage.Model != settings.Model.InvocationId).ToList();

        return new(
            all.PromptTokens - others.Sum(usage => usage.Tokens.PromptTokens),
            all.CompletionTokens - others.Sum(usage => usage.Tokens.CompletionTokens)
        );
    }

    // At the owner's own ratio of prompt tokens to generated tokens, and on-demand prices.
    private BreakEvenBody? BreakEven(TokenTotals tokens)
    {
        var onDemand =
            ((settings.Pricing.InputPer1K * tokens.PromptTokens) + (settings.Pricing.OutputPer1K * tokens.CompletionTokens)) / 1000;

        return onDemand == 0 || settings.Pricing.ProvisionedUnitPerHour is not { } provisioned
            ? null
            : new(
                provisioned,
                decimal.Round((decimal)tokens.PromptTokens / tokens.TotalTokens, 4),
                (long)decimal.Ceiling(provisioned * tokens.TotalTokens / onDemand)
            );
    }

    private static DateOnly? Day(ApiRequest request, string name) =>
        request.Query(name) is not { } text ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw ProblemException.Invalid(name, "must be a day such as 2026-11-23");

    public static string Text(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);
}

internal sealed record UsageBody(
    string From,
    string To,
    IReadOnlyList<UsageDay> Days,
    Usage Total,
    IReadOnlyList<ModelUsageBody> Models,
    BreakEvenBody? ProvisionedBreakEven,
    BudgetBody? Budget,
    ConcurrencyBody? Concurrency
)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MonthBody? MonthlyBudget { get; init; }
}

/// <summary>The money of the month.</summary>
internal sealed record MonthBody(decimal MonthlyUsd, decimal RemainingUsd, string ResetsAt);

/// <summary>Today's budget. Reservations may be returned in part or whole.</summary>
internal sealed record BudgetBody(decimal DailyUsd, decimal SpentUsd, decimal ReservedUsd, decimal RemainingUsd, string ResetsAt);

/// <summary>The number of simultaneous answers.</summary>
internal sealed record ConcurrencyBody(int Limit, int InProgress);

internal sealed record UsageDay(string Date, long Turns, Usage Usage, IReadOnlyList<ModelUsageBody> Models);

/// <summary>The usage of one model.</summary>
internal sealed record ModelUsageBody(string Model, long Turns, Usage Usage);

/// <summary>The tokens per hour that cost as much on demand as one provisioned model unit.</summary>
internal sealed record BreakEvenBody(decimal ModelUnitUsdPerHour, decimal PromptShare, long TokensPerHour);

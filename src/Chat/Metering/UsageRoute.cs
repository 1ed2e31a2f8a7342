using System.Globalization;
using Chat.Configuration;
using Chat.Http;
using Chat.Table;

namespace Chat.Metering;

/// <summary>GET /usage: tokens and USD by day and in total, and the break-even of provisioned throughput.</summary>
internal sealed class UsageRoute(UsageStore usage, ReservationStore reservations, ChatSettings settings, TimeProvider time)
{
    public const int MaxDays = 366;

    public async Task<Reply> GetAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var to = Day(request, "to") ?? UtcDay.Of(time.GetUtcNow());
        var from = Day(request, "from") ?? DateOnly.FromDayNumber(Math.Max(0, to.DayNumber - 29));
        if (from > to || to.DayNumber - from.DayNumber >= MaxDays)
        {
            throw ProblemException.Invalid("from", $"must not be after to, nor more than {MaxDays} days before it");
        }

        var days = await usage.ListAsync(request.Owner!, from, to, cancellationToken);
        TokenTotals tokens = new(days.Sum(day => day.Tokens.PromptTokens), days.Sum(day => day.Tokens.CompletionTokens));
        var cost = days.Sum(day => day.CostUsd);
        var (budget, concurrency) = await TodayAsync(request.Owner!, cancellationToken);

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
            ),
            ChatJson.Api.UsageBody
        );
    }

    private async Task<(BudgetBody? Budget, ConcurrencyBody? Concurrency)> TodayAsync(string owner, CancellationToken cancellationToken)
    {
        if (!settings.Limits.Any)
        {
            return default;
        }

        var now = time.GetUtcNow();
        var today = UtcDay.Of(now);
        var state = await reservations.FindAsync(owner, today, cancellationToken);

        return (
            settings.Limits.DailyBudgetUsd is { } daily
                ? new(
                    daily,
                    state.SpentUsd,
                    Math.Max(0, state.CommittedUsd - state.SpentUsd),
                    Math.Max(0, daily - state.CommittedUsd),
                    Attributes.Timestamp(UtcDay.End(today))
                )
                : null,
            settings.Limits.Concurrency is { } limit ? new(limit, state.Living(now).Count()) : null
        );
    }

    private static IReadOnlyList<ModelUsageBody> Models(IEnumerable<ModelUsage> usages) =>
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

    private static string Text(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);
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
);

/// <summary>Today's budget. Reservations may be returned in part or whole.</summary>
internal sealed record BudgetBody(decimal DailyUsd, decimal SpentUsd, decimal ReservedUsd, decimal RemainingUsd, string ResetsAt);

/// <summary>The number of simultaneous answers.</summary>
internal sealed record ConcurrencyBody(int Limit, int InProgress);

internal sealed record UsageDay(string Date, long Turns, Usage Usage, IReadOnlyList<ModelUsageBody> Models);

/// <summary>The usage of one model.</summary>
internal sealed record ModelUsageBody(string Model, long Turns, Usage Usage);

/// <summary>The tokens per hour that cost as much on demand as one provisioned model unit.</summary>
internal sealed record BreakEvenBody(decimal ModelUnitUsdPerHour, decimal PromptShare, long TokensPerHour);

using System.Globalization;
using Chat.Http;
using Llama;

namespace Chat.Conversations;

/// <summary>GET /usage: tokens and USD by day and in total, and from when on provisioned throughput would be cheaper.</summary>
internal sealed class UsageRoute(UsageStore usage, ChatSettings settings, TimeProvider time)
{
    public const int MaxDays = 366;

    public async Task<Reply> GetAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var to = Day(request, "to") ?? DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var from = Day(request, "from") ?? DateOnly.FromDayNumber(Math.Max(0, to.DayNumber - 29));
        if (from > to || to.DayNumber - from.DayNumber >= MaxDays)
        {
            throw ProblemException.Invalid("from", $"must not be after to, nor more than {MaxDays} days before it");
        }

        var days = await usage.ListAsync(request.Owner!, from, to, cancellationToken).ConfigureAwait(false);
        TokenUsage tokens = new(days.Sum(day => day.Tokens.PromptTokens), days.Sum(day => day.Tokens.CompletionTokens));
        var cost = days.Sum(day => day.CostUsd);

        return Reply.Json(
            new(
                Text(from),
                Text(to),
                [.. days.Select(day => new UsageDay(Text(day.Day), day.Turns, ConversationBody.UsageOf(day.Tokens, day.CostUsd)))],
                ConversationBody.UsageOf(tokens, cost),
                BreakEven(tokens)),
            ChatJson.Api.UsageBody);
    }

    // At the owner's own mix of prompt and generated tokens, at on-demand prices.
    private BreakEvenBody? BreakEven(TokenUsage tokens)
    {
        var onDemand = settings.Pricing.Cost(tokens);

        return onDemand == 0 || settings.Pricing.ProvisionedUnitPerHour is not { } provisioned
            ? null
            : new(
                provisioned,
                decimal.Round((decimal)tokens.PromptTokens / tokens.TotalTokens, 4),
                (long)decimal.Ceiling(provisioned * tokens.TotalTokens / onDemand));
    }

    private static DateOnly? Day(ApiRequest request, string name) =>
        request.Query(name) is not { } text ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw ProblemException.Invalid(name, "must be a day such as 2026-11-23");

    private static string Text(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);
}

internal sealed record UsageBody(string From, string To, IReadOnlyList<UsageDay> Days, Usage Total, BreakEvenBody? ProvisionedBreakEven);

internal sealed record UsageDay(string Date, int Turns, Usage Usage);

/// <summary>How many tokens an hour would cost on demand what one model unit costs an hour.</summary>
internal sealed record BreakEvenBody(decimal ModelUnitUsdPerHour, decimal PromptShare, long TokensPerHour);

using System.Text.Json.Nodes;
using Chat.Http;
using Chat.Table;

namespace Chat.Metering;

/// <summary>The errors for an owner whose limits are reached.</summary>
internal static class Refusals
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(5);

    public static ProblemException OverBudget(
        Budget budget,
        DayState day,
        Reservation needed,
        int promptTokens,
        int maxGenLen,
        DateTimeOffset now
    )
    {
        var (balance, end) = (Math.Max(0, budget.LeftForDayUsd - day.CommittedUsd), budget.End(needed.Day));
        var resetsAt = Attributes.Timestamp(end);

        return new(
            ProblemKind.BudgetExceeded,
            FormattableString.Invariant(
                $"{promptTokens} prompt tokens and a max_gen_len of {maxGenLen} can cost USD {needed.Usd}; USD {balance} of the {budget.Period}'s USD {budget.Usd} is left. "
            ) + $"A smaller max_gen_len needs less; the budget is new at {resetsAt}."
        )
        {
            RetryAfter = end - now,
            Extensions = new Dictionary<string, JsonNode?>
            {
                ["balance_usd"] = balance,
                ["needed_usd"] = needed.Usd,
                ["prompt_tokens"] = promptTokens,
                ["max_gen_len"] = maxGenLen,
                ["resets_at"] = resetsAt,
            },
        };
    }

    /// <param name="limit">The limit of simultaneous answers; null if only too many requests competed for the record.</param>
    public static ProblemException Busy(int? limit) =>
        new(
            ProblemKind.RateLimited,
            limit is null ? "Too many requests at once." : $"At most {limit} of your answers are generated at once."
        )
        {
            RetryAfter = _pause,
            Extensions = limit is null
                ? new Dictionary<string, JsonNode?>()
                : new Dictionary<string, JsonNode?> { ["concurrency_limit"] = limit },
        };
}

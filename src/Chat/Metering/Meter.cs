using Amazon.DynamoDBv2;
using Chat.Configuration;
using Chat.Http;
using Chat.Prompts;
using Chat.Table;
using Llama;

namespace Chat.Metering;

/// <summary>Admits answers within an owner's limits and books their cost. Without a table, nothing is booked.</summary>
/// <param name="settings">Limits, prices and the table.</param>
/// <param name="dynamo">Opened on first use: without limits, only after the first answer.</param>
/// <param name="time">The clock for days and leases.</param>
/// <param name="shared">The limits that meters of other models use too; null for its own.</param>
internal sealed class Meter(ChatSettings settings, Lazy<IAmazonDynamoDB> dynamo, TimeProvider time, EffectiveLimits? shared = null)
{
    // Lambda ends a process at its deadline. The margin covers clocks that differ.
    private static readonly TimeSpan _margin = TimeSpan.FromSeconds(30);

    // The attempts to reserve. Each failed one found a state that another request changed in between, which does not happen many times.
    private const int Attempts = 8;

    private readonly EffectiveLimits _limits = shared ?? new(settings, () => new(dynamo.Value, settings.Table!), time);

    private DynamoTable Table => new(dynamo.Value, settings.Table!);

    private ReservationStore Reservations => new(Table);

    /// <summary>The same meter with another model's prices.</summary>
    public Meter For(ChatSettings served) => new(served, dynamo, time, _limits);

    /// <summary>The model that is called, with its prices.</summary>
    public ChatSettings Settings => settings;

    public TimeProvider Time => time;

    public Charge Open(ApiRequest request) =>
        new(this, new(request.Owner!, request.Groups), () => time.GetUtcNow() + request.TimeLeft, request.Log);

    /// <summary>Whether a reported count is plausible. Our count and the model's may differ, but not by a factor of two.</summary>
    public bool IsPossible(TokenUsage reported) =>
        reported is { PromptTokens: >= 0, CompletionTokens: >= 0 }
        && Math.Max(reported.PromptTokens, reported.CompletionTokens) <= 2L * settings.ContextWindow;

    /// <summary>Reserves room for an answer before the model is called.</summary>
    /// <returns>Null if there are no limits.</returns>
    /// <exception cref="ProblemException">A limit is reached, or the limits could not be read.</exception>
    public async Task<Reservation?> ReserveAsync(Payer payer, WorstCase worst, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        try
        {
            var limits = await _limits.OfAsync(payer, cancellationToken);

            return limits.Any ? await AdmitAsync(payer, limits, worst, deadline + _margin, cancellationToken) : null;
        }
        catch (Exception failure) when (failure is not (ProblemException or OperationCanceledException))
        {
            // With a limit, every answer has to be reserved first. If the write succeeded but its response was lost, the reservation
            // expires like that of a process that died.
            throw new ProblemException(ProblemKind.ModelUnavailable, "The limits of this deployment cannot be checked just now.", failure)
            {
                RetryAfter = TimeSpan.FromSeconds(5),
            };
        }
    }

    /// <summary>Books an answer.</summary>
    /// <param name="payer">Who pays.</param>
    /// <param name="reservation">The reservation; null without limits.</param>
    /// <param name="tokens">The tokens that Bedrock billed.</param>
    /// <param name="unsettledCalls">Calls that Bedrock may have billed without reporting it.</param>
    /// <param name="isAnswer">Whether it counts as an answer in the usage of the day.</param>
    public Task BookAsync(Payer payer, Reservation? reservation, TokenUsage tokens, int unsettledCalls, bool isAnswer)
    {
        TurnCost cost = new(tokens, settings.Pricing.Cost(tokens));

        // For each call with an unknown cost, the highest possible cost stays in the budget.
        return (settings.Table, reservation) switch
        {
            (null, _) => Task.CompletedTask,
            (_, { }) => Reservations.TryCloseAsync(
                payer.Owner,
                reservation,
                cost.Usd + (unsettledCalls * reservation.Usd),
                settings.Model.InvocationId,
                isAnswer ? cost : null,
                CancellationToken.None
            ),
            _ when isAnswer => new UsageStore(Table).AddAsync(
                payer,
                UtcDay.Of(time.GetUtcNow()),
                settings.Model.InvocationId,
                cost,
                CancellationToken.None
            ),
            _ => Task.CompletedTask,
        };
    }

    private async Task<Reservation> AdmitAsync(
        Payer payer,
        UsageLimits limits,
        WorstCase worst,
        DateTimeOffset until,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var today = UtcDay.Of(now);
        var budget = Budget.Of(limits, await _limits.LeftForDayAsync(payer.Owner, limits, today, cancellationToken));
        var promptTokens =
            budget is null ? 0
            : worst.CountsCheaply ? worst.Count()
            : worst.UpperBound();
        Reservation reservation = new(Ulid.NewUlid(now).ToString(), today, Usd(budget, worst, promptTokens), until);
        var oneDay = limits with { DailyBudgetUsd = budget?.LeftForDayUsd };
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await Reservations.TryReserveAsync(payer, reservation, oneDay, cancellationToken) is not { } day || day.Holds(reservation))
            {
                return reservation;
            }

            if (budget is not null && day.CommittedUsd + reservation.Usd > budget.LeftForDayUsd)
            {
                // A byte is not a token: only an exact count may refuse.
                promptTokens = worst.Count();
                reservation =
                    Usd(budget, worst, promptTokens) is var exact && exact < reservation.Usd
                        ? reservation with
                        {
                            Usd = exact,
                        }
                        : throw Refusals.OverBudget(budget, day, reservation, promptTokens, worst.MaxGenLen, now);
            }
            else if (day.InProgress >= limits.Concurrency)
            {
                await MakePlaceAsync(payer.Owner, reservation.Day, day, limits.Concurrency.Value, now, cancellationToken);
            }
        }

        throw Refusals.Busy(limits.Concurrency);
    }

    private async Task MakePlaceAsync(
        string owner,
        DateOnly today,
        DayState day,
        int limit,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var dead = day.Dead(now).ToList();
        if (dead.Count == 0)
        {
            throw Refusals.Busy(limit);
        }

        await Reservations.TryDropAsync(owner, today, dead, cancellationToken);
    }

    private decimal Usd(Budget? budget, WorstCase worst, int promptTokens) =>
        budget is null ? 0 : settings.Pricing.Cost(new(promptTokens, worst.MaxGenLen));
}

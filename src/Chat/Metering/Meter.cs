using Amazon.DynamoDBv2;
using Chat.Configuration;
using Chat.Http;
using Chat.Prompts;
using Chat.Table;
using Llama;

namespace Chat.Metering;

/// <summary>Admits answers within an owner's limits, and books what they cost. Without a table nothing is booked.</summary>
/// <param name="settings">Limits, prices and the table.</param>
/// <param name="dynamo">Opened at its first use: without a limit, that is after the first answer.</param>
/// <param name="time">The clock that days and leases go by.</param>
internal sealed class Meter(ChatSettings settings, Lazy<IAmazonDynamoDB> dynamo, TimeProvider time)
{
    // Lambda ends a process at its deadline. This is for clocks that disagree.
    private static readonly TimeSpan _margin = TimeSpan.FromSeconds(30);

    // Each is refused for a reason that is gone by the time it is looked at; nobody has such luck for long.
    private const int Attempts = 8;

    private DynamoTable Table => new(dynamo.Value, settings.Table!);

    private ReservationStore Reservations => new(Table);

    /// <summary>The same books at another model's prices.</summary>
    public Meter For(ChatSettings served) => new(served, dynamo, time);

    /// <summary>The model that is asked, at its prices.</summary>
    public ChatSettings Settings => settings;

    public TimeProvider Time => time;

    public Charge Open(ApiRequest request) => new(this, request.Owner!, () => time.GetUtcNow() + request.TimeLeft, request.Log);

    /// <summary>Whether an answer can have such counts. Models and we may count differently, but not by a factor of two.</summary>
    public bool IsPossible(TokenUsage told) =>
        told is { PromptTokens: >= 0, CompletionTokens: >= 0 }
        && Math.Max(told.PromptTokens, told.CompletionTokens) <= 2L * settings.ContextWindow;

    /// <summary>Makes room for an answer before the model is asked for it.</summary>
    /// <returns>Null if there are no limits.</returns>
    /// <exception cref="ProblemException">There is no room, or nobody can tell.</exception>
    public async Task<Reservation?> ReserveAsync(
        string owner,
        WorstCase worst,
        DateTimeOffset deadline,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return settings.Limits.Any ? await AdmitAsync(owner, worst, deadline + _margin, cancellationToken) : null;
        }
        catch (Exception failure) when (failure is not (ProblemException or OperationCanceledException))
        {
            // With a limit there is no answer that nobody accounts for. If the write was made all the same and only its
            // answer lost, the reservation stays as a dead process's would.
            throw new ProblemException(ProblemKind.ModelUnavailable, "The limits of this deployment cannot be checked just now.", failure)
            {
                RetryAfter = TimeSpan.FromSeconds(5),
            };
        }
    }

    /// <summary>Books an answer.</summary>
    /// <param name="owner">Who pays.</param>
    /// <param name="reservation">What was reserved; null without limits.</param>
    /// <param name="tokens">What Bedrock billed.</param>
    /// <param name="unsettledCalls">Calls that Bedrock may have billed without reporting it.</param>
    /// <param name="isAnswer">Whether it counts as an answer in the day's usage.</param>
    public Task BookAsync(string owner, Reservation? reservation, TokenUsage tokens, int unsettledCalls, bool isAnswer)
    {
        TurnCost cost = new(tokens, settings.Pricing.Cost(tokens));

        // Of each call whose cost is unknown, the worst case stays in the budget.
        return (settings.Table, reservation) switch
        {
            (null, _) => Task.CompletedTask,
            (_, { }) => Reservations.TryCloseAsync(
                owner,
                reservation,
                cost.Usd + (unsettledCalls * reservation.Usd),
                settings.Model.InvocationId,
                isAnswer ? cost : null,
                CancellationToken.None
            ),
            _ when isAnswer => new UsageStore(Table).AddAsync(
                owner,
                UtcDay.Of(time.GetUtcNow()),
                settings.Model.InvocationId,
                cost,
                CancellationToken.None
            ),
            _ => Task.CompletedTask,
        };
    }

    private async Task<Reservation> AdmitAsync(string owner, WorstCase worst, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var (limits, now) = (settings.Limits, time.GetUtcNow());
        var promptTokens =
            limits.DailyBudgetUsd is null ? 0
            : worst.CountsCheaply ? worst.Count()
            : worst.UpperBound();
        Reservation reservation = new(Ulid.NewUlid(now).ToString(), UtcDay.Of(now), Usd(worst, promptTokens), until);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await Reservations.TryReserveAsync(owner, reservation, limits, cancellationToken) is not { } day || day.Holds(reservation))
            {
                return reservation;
            }

            if (day.CommittedUsd + reservation.Usd > limits.DailyBudgetUsd)
            {
                // A byte is not a token: only an exact count may refuse.
                promptTokens = worst.Count();
                reservation =
                    Usd(worst, promptTokens) is var exact && exact < reservation.Usd
                        ? reservation with
                        {
                            Usd = exact,
                        }
                        : throw Refusals.OverBudget(limits.DailyBudgetUsd.Value, day, reservation, promptTokens, worst.MaxGenLen, now);
            }
            else if (day.InProgress >= limits.Concurrency)
            {
                await MakePlaceAsync(owner, reservation.Day, day, limits.Concurrency.Value, now, cancellationToken);
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

    private decimal Usd(WorstCase worst, int promptTokens) =>
        settings.Limits.DailyBudgetUsd is null ? 0 : settings.Pricing.Cost(new(promptTokens, worst.MaxGenLen));
}

using Amazon.DynamoDBv2;
using Chat.Configuration;
using Chat.Metering;
using Chat.Prompts;
using Chat.Table;
using Llama;

namespace Benchmarks.Units;

/// <summary>The answers of one instance to one owner: admitted within the limits and booked by the functions' own code.</summary>
/// <param name="dynamo">Counts the units.</param>
/// <param name="settings">The deployment's limits, prices and table.</param>
/// <param name="payer">Who pays.</param>
internal sealed class BookedAnswers(CountingDynamoDB dynamo, ChatSettings settings, Payer payer)
{
    // In the middle of a month, so that it has earlier days.
    private static readonly DateTimeOffset _now = new(2026, 7, 15, 12, 0, 0, TimeSpan.Zero);
    private static readonly TokenUsage _tokens = new(200, 100);

    private readonly DynamoTable _table = new(dynamo, settings.Table!);
    private readonly Meter _meter = new(settings, new Lazy<IAmazonDynamoDB>(dynamo), new Noon());

    /// <summary>Writes the usage of the month's earlier days.</summary>
    public async Task SpendBeforeAsync()
    {
        for (var day = EffectiveLimits.FirstOfMonth(UtcDay.Of(_now)); day < UtcDay.Of(_now); day = day.AddDays(1))
        {
            await new UsageStore(_table).AddAsync(payer, day, settings.Model.InvocationId, Cost(), CancellationToken.None);
        }
    }

    /// <summary>Writes limits that are far away.</summary>
    public async Task LimitAsync()
    {
        foreach (var subject in payer.Groups.Select(LimitSubject.OfGroup).Prepend(LimitSubject.OfOwner(payer.Owner)))
        {
            await new LimitStore(_table).PutAsync(subject, new(DailyBudgetUsd: 100), CancellationToken.None);
        }
    }

    /// <summary>One answer.</summary>
    /// <returns>The units before the model is asked, and those after it.</returns>
    public async Task<(CapacityUnits Before, CapacityUnits After)> AnswerAsync()
    {
        dynamo.Take();
        WorstCase worst = new(_tokens.CompletionTokens, () => _tokens.PromptTokens, () => _tokens.PromptTokens);
        var reservation = await _meter.ReserveAsync(payer, worst, _now.AddMinutes(1), CancellationToken.None);
        var before = dynamo.Take();
        await _meter.BookAsync(payer, reservation, _tokens, unsettledCalls: 0, isAnswer: true);

        return (before, dynamo.Take());
    }

    private TurnCost Cost() => new(_tokens, settings.Pricing.Cost(_tokens));

    private sealed class Noon : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => _now;
    }
}

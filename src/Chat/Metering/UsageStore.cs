using System.Globalization;
using Chat.Table;
using static Chat.Table.Attributes;
using static Chat.Table.ChatKeys;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Chat.Metering;

/// <summary>The usage of one day.</summary>
internal sealed record DayUsage(DateOnly Day, long Turns, TokenTotals Tokens, decimal CostUsd)
{
    /// <summary>The usage by model. Usage from before models were stored is missing here.</summary>
    public IReadOnlyList<ModelUsage> Models { get; init; } = [];
}

/// <summary>The usage of one model.</summary>
internal sealed record ModelUsage(string Model, long Turns, TokenTotals Tokens, decimal CostUsd);

/// <summary>The usage by owner and day, with atomic additions, so that simultaneous requests lose nothing.</summary>
internal sealed class UsageStore(DynamoTable table)
{
    /// <summary>The attributes that an answer adds to its day: the totals, and those of its model.</summary>
    public const string Additions =
        $"turns :answer, {TurnCost.Additions}, "
        + "#model_turns :answer, #model_prompt :prompt, #model_completion :completion, #model_cost :cost";

    // Not part of any model id or ARN.
    private const char OfModel = '|';

    /// <summary>The names and values of <see cref="Additions"/>.</summary>
    public static void Add(Dictionary<string, string> names, Item values, string model, TurnCost cost)
    {
        names["#model_turns"] = $"{model}{OfModel}turns";
        names["#model_prompt"] = $"{model}{OfModel}prompt_tokens";
        names["#model_completion"] = $"{model}{OfModel}completion_tokens";
        names["#model_cost"] = $"{model}{OfModel}cost_usd";
        values[":answer"] = N(1);
        cost.AddTo(values);
    }

    /// <summary>Adds an answer to its day, once, even if the SDK retries a write whose response was lost.</summary>
    public async Task AddAsync(Payer payer, DateOnly day, string model, TurnCost cost, CancellationToken cancellationToken)
    {
        // The item stores the ids of additions of this minute and the last one; the SDK stops retrying sooner.
        var addition = Ulid.NewUlid();
        var minute = addition.Time.ToUnixTimeSeconds() / 60;
        Item values = new()
        {
            [":addition"] = new() { SS = [addition.ToString()] },
            [":id"] = S(addition.ToString()),
        };
        var indexing = Index(values, payer, day);
        Dictionary<string, string> names = new() { ["#now"] = $"added_{minute % 3}", ["#before"] = $"added_{(minute + 1) % 3}" };
        Add(names, values, model, cost);

        // The condition fails if the addition was already made. The cost counts for a budget that is set later in the day, too.
        await table.TryUpdateAsync(
            new(
                UsageKey(payer.Owner, day),
                $"SET {indexing} ADD {Additions}, committed_usd :cost, #now :addition REMOVE #before",
                "NOT contains(#now, :id)",
                values,
                names
            ),
            cancellationToken
        );
    }

    /// <summary>The days with usage from one day to another, both included, oldest first.</summary>
    public async Task<IReadOnlyList<DayUsage>> ListAsync(string owner, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        // A year of days is far below the megabyte that one query returns.
        var page = await table.QueryAsync(Range(owner, from, to), cancellationToken);

        return [.. ItemReader.ReadAll(page.Items, ToUsage).Where(day => day.Turns > 0)];
    }

    /// <summary>The sum of what the days' answers cost and what is reserved, both ends included.</summary>
    public async Task<decimal> CommittedAsync(string owner, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var page = await table.QueryAsync(Range(owner, from, to) with { Attributes = "committed_usd" }, cancellationToken);

        return page.Items.Sum(item => item.Decimal("committed_usd"));
    }

    /// <summary>The part of an update that makes a day's item findable over all owners. It costs nothing unless it changes.</summary>
    public static string Index(Item values, Payer payer, DateOnly day)
    {
        values[":usage_day"] = S(Text(day));
        if (payer.Groups.Count == 0)
        {
            return $"{TableSchema.UsageDay} = :usage_day";
        }

        values[":groups"] = new() { SS = [.. payer.Groups.Distinct()] };
        return $"{TableSchema.UsageDay} = :usage_day, groups = :groups";
    }

    public static string Text(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    public static DayUsage ToUsage(Item item) =>
        new(
            DateOnly.ParseExact(item[TableSchema.Sk].S.AsSpan(UsagePrefix.Length), "O", CultureInfo.InvariantCulture),
            item.Long("turns"),
            TokenTotals.Of(item),
            item.Decimal("cost_usd")
        )
        {
            Models = ByModel(item),
        };

    private static ItemQuery Range(string owner, DateOnly from, DateOnly to) =>
        new(
            "pk = :pk AND sk BETWEEN :from AND :to",
            new()
            {
                [":pk"] = S(UserPk(owner)),
                [":from"] = S(UsageSk(from)),
                [":to"] = S(UsageSk(to)),
            }
        );

    private static IReadOnlyList<ModelUsage> ByModel(Item item) =>
        [
            .. from attribute in item
            let parts = attribute.Key.Split(OfModel)
            where parts is [_, "turns"]
            let model = parts[0]
            orderby model
            select new ModelUsage(
                model,
                item.Long(attribute.Key),
                new(item.Long($"{model}{OfModel}prompt_tokens"), item.Long($"{model}{OfModel}completion_tokens")),
                item.Decimal($"{model}{OfModel}cost_usd")
            ),
        ];
}

using System.Globalization;
using Benchmarks.Cost;

namespace Benchmarks.Capacity;

/// <summary>The tables of docs/capacity.md.</summary>
internal static class CapacityReport
{
    public static void Print(TurnUse turn, IReadOnlyList<Quota> quotas)
    {
        Turn(turn).Print();
        Limits(quotas).Print();
        Loads(turn, quotas).Print();
    }

    private static MarkdownTable Turn(TurnUse turn)
    {
        MarkdownTable table = new("a turn takes", "");
        table.AddRow("tokens, prompt and answer", $"{turn.Tokens.PromptTokens:#,0} + {turn.Tokens.CompletionTokens:#,0}");
        table.AddRow("tokens that Bedrock takes from the quota when it begins", $"{turn.Tokens.PromptTokens + Quotas.MaxGenLen:#,0}");
        table.AddRow("seconds of one Lambda instance", Number(turn.BilledMilliseconds / 1000));
        table.AddRow(
            "read units of DynamoDB, those of the owner's partition",
            $"{Number(turn.Units.Read)}, {Number(turn.OwnerUnits.Read)}"
        );
        table.AddRow(
            "write units of DynamoDB, those of the owner's partition",
            $"{Number(turn.Units.Write)}, {Number(turn.OwnerUnits.Write)}"
        );
        table.AddRow("USD for 1,000 turns", Number((double)turn.Total * 1000));

        return table;
    }

    private static MarkdownTable Limits(IReadOnlyList<Quota> quotas)
    {
        MarkdownTable table = new(
            "quota",
            "default",
            "a turn takes",
            "largest steady load, turns a second",
            "largest day, turns",
            "when it is met"
        );
        foreach (var quota in quotas)
        {
            table.AddRow(
                quota.Name,
                Number(quota.Limit),
                Number(quota.OfATurn),
                Number(quota.TurnsPerSecond),
                Rounded(Load.LargestDay(quota)),
                quota.Remedy
            );
        }

        return table;
    }

    private static MarkdownTable Loads(TurnUse turn, IReadOnlyList<Quota> quotas)
    {
        MarkdownTable table = new(["turns a day", .. Load.All.Select(load => Number(load.TurnsPerDay))]);
        void Row(string name, Func<Load, string> value) => table.AddRow([name, .. Load.All.Select(value)]);
        void Cost(string name, decimal ofOneTurn) => Row(name, load => Rounded((double)ofOneTurn * load.TurnsPerDay * Load.DaysOfAMonth));

        Row($"turns a second at the peak ({Load.Peak} times the mean)", load => Number(load.PeakTurnsPerSecond));
        foreach (var quota in quotas)
        {
            Row($"{quota.Name}: used", load => Share(load.ShareOf(quota)));
        }

        Row("met first", load => First(load, quotas));
        Row("to be raised", load => Raised(load, quotas));
        Cost("USD a month: Bedrock", turn.Model);
        Cost("Lambda", turn.Lambda);
        Cost("DynamoDB", turn.DynamoDB);
        Cost("API Gateway", TurnUse.Gateway);
        Cost("all", turn.Total);

        return table;
    }

    private static IEnumerable<Quota> Met(Load load, IReadOnlyList<Quota> quotas) =>
        quotas.Where(quota => !quota.IsOfOneOwner && load.ShareOf(quota) > 1).OrderByDescending(load.ShareOf);

    private static string First(Load load, IReadOnlyList<Quota> quotas) => Met(load, quotas).FirstOrDefault()?.Name ?? "none";

    private static string Raised(Load load, IReadOnlyList<Quota> quotas) =>
        string.Join("; ", Met(load, quotas).Select(quota => $"{quota.Name}: {Number(Math.Ceiling(load.ShareOf(quota)))} times"))
            is { Length: > 0 } raised
            ? raised
            : "nothing";

    private static string Share(double share) => share > 1 ? $"**{Number(share * 100)} %**" : $"{Number(share * 100)} %";

    private static string Number(double number) =>
        number.ToString(
            number < 10 ? "0.##"
                : number < 100 ? "0.#"
                : "#,0",
            CultureInfo.InvariantCulture
        );

    // Two digits: more would claim to know more than an assumption about the peak allows.
    private static string Rounded(double number)
    {
        var digit = Math.Pow(10, Math.Floor(Math.Log10(number)) - 1);

        return Number(Math.Round(number / digit) * digit);
    }
}

using System.Globalization;
using Spectre.Console;

namespace Benchmarks.Cost;

/// <summary>What a thousand turns cost, by service and design.</summary>
internal static class CostReport
{
    private const int Turns = 1000;

    public static void Print(IReadOnlyList<TurnUse> uses, int history, TimeSpan tokenDelay)
    {
        var table = new Table().Title("USD for 1,000 turns").AddColumn("");
        foreach (var use in uses)
        {
            table.AddColumn(new TableColumn(use.Design).RightAligned());
        }

        void Row(string name, Func<TurnUse, string> value) => table.AddRow([name, .. uses.Select(value)]);
        Row("billed time of a turn, ms", use => Number(use.BilledMilliseconds, "#,0"));
        Row("GB-seconds", use => Number(use.BilledMilliseconds / 1000 * Turns * (double)TurnUse.Memory, "#,0.0"));
        Row("read units of a turn", use => Number(use.Units.Read, "0.#"));
        Row("write units of a turn", use => Number(use.Units.Write, "0.#"));
        Row("tokens in, out", use => $"{use.Tokens.PromptTokens}, {use.Tokens.CompletionTokens}");
        table.AddEmptyRow();
        Row("Lambda", use => Usd(use.Lambda));
        Row("DynamoDB", use => Usd(use.DynamoDB));
        Row("API Gateway", _ => Usd(TurnUse.Gateway));
        Row("without the model", use => Usd(use.Total - use.Model));
        Row("Bedrock tokens", use => Usd(use.Model));
        Row("all", use => Usd(use.Total));

        AnsiConsole.Console.Profile.Width = Math.Max(AnsiConsole.Console.Profile.Width, 120);
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine(
            $"""
            A turn has 1 KB of question and 1 KB of answer, and {history} turns of that size before it. The billed time is the
            measured length of a warm invocation at {TurnUse.Memory
                * 1024:0} MB with a model that takes {tokenDelay.TotalMilliseconds:0} ms for a token, on this machine's
            processor: at a fraction of one, what is added to the model's time grows for all.
            Read units of ours are mostly the look, every 0.8 s, whether the turn is to be cancelled, which the others cannot be.
            Write units include two for the index by last activity, which dynalite does not count; one item per conversation
            is counted without lists, locks and usage, and its units grow with the conversation: see the benchmark "units".
            Prices of us-east-1 without free tiers: see Prices.cs.
            """
        );
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Usd(decimal ofOneTurn) => (ofOneTurn * Turns).ToString("0.00000", CultureInfo.InvariantCulture);
}

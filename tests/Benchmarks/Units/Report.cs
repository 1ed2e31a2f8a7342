using System.Globalization;
using Benchmarks.Cost;
using Spectre.Console;

namespace Benchmarks.Units;

/// <summary>The measurements, as a table.</summary>
internal static class Report
{
    public static void Print(IEnumerable<Comparison> comparisons)
    {
        var table = new Table()
            .Title("DynamoDB capacity units of one turn")
            .AddColumns(
                "turns\nbefore",
                "ours:\nread",
                "\nwrite",
                "\nboth",
                "one item:\nKB",
                "\nread",
                "\nwrite",
                "\nboth",
                "one item\n/ ours"
            );
        foreach (var column in table.Columns)
        {
            column.RightAligned();
        }

        foreach (var (history, versions, ours, whole, size) in comparisons)
        {
            string[] theirs = whole is { } units
                ? [Number(units.Read), Number(units.Write), Number(units.Total), $"{Number(units.Total / ours.Total)} x"]
                : ["-", "-", "-", "not possible"];
            table.AddRow([
                versions == 1 ? Number(history) : $"{Number(history)} *",
                Number(ours.Read),
                Number(ours.Write),
                Number(ours.Total),
                Number(Math.Ceiling(size / 1024.0)),
                .. theirs,
            ]);
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine(
            $"""
            ours          one item per turn, by the functions' own code
            one item      the whole conversation in one item: read, appended to, put back
            not possible  the item would be larger than {RewriteEverything.Limit / 1024} KB, DynamoDB's limit

            *             ten versions of each message: a tenth of the turns is on the path

            A turn is 1 KB of question and 1 KB of answer. Measured by dynalite, from the
            ConsumedCapacity of every request. dynalite does not count writes to an index:
            on AWS a turn of ours adds the conversation record's, the same at any length.
            """
        );
    }

    public static void Print(IReadOnlyList<Saving> savings)
    {
        var model = Prices.Model.Cost(new(0, SavedAnswer.Tokens));
        var table = new Table()
            .Title($"Saving an answer of {Number(SavedAnswer.Tokens)} tokens while it is generated")
            .AddColumns("tokens\nper second", "seconds", "write\nunits", "USD", "of the model's\nprice");
        foreach (var column in table.Columns)
        {
            column.RightAligned();
        }

        foreach (var (speed, units) in savings)
        {
            var usd = (decimal)units.Write * Prices.DynamoDBWriteUnit;
            table.AddRow(
                Number(speed),
                Number(SavedAnswer.Tokens / speed),
                Number(units.Write),
                usd.ToString("0.000000", CultureInfo.InvariantCulture),
                (usd / model).ToString("0.0 %", CultureInfo.InvariantCulture)
            );
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine(
            $"The model's price is that of the answer's tokens alone, {model.ToString("0.0000", CultureInfo.InvariantCulture)} USD."
        );
    }

    public static void Print(IReadOnlyList<Booking> bookings)
    {
        MarkdownTable table = new("limits", "first answer: before the model", "after it", "next answer: before the model", "after it");
        foreach (var (limits, first, next) in bookings)
        {
            table.AddRow(limits, Both(first.Before), Both(first.After), Both(next.Before), Both(next.After));
        }

        table.Print();

        static string Both(CapacityUnits units) => $"{Number(units.Read)} + {Number(units.Write)}";
    }

    private static string Number(double number) => number.ToString("#,0.#", CultureInfo.InvariantCulture);
}

using System.Diagnostics;
using System.Globalization;
using LocalCloud.Settings;
using Spectre.Console;

namespace Benchmarks.Tokens;

/// <summary>How fast tokens are counted, and what a vocabulary takes to load, beside Microsoft.ML.Tokenizers.</summary>
internal static class TokensBenchmark
{
    private const int Length = 100_000;
    private const int Runs = 15;

    public static Task RunAsync()
    {
        var counting = Columns(new Table().Title($"Counting {Length:#,0} characters, in ms"));
        var loading = Columns(new Table().Title("Loading a vocabulary, in ms, and the memory that it keeps, in MB"));
        (string Name, string Text)[] texts =
        [
            ("English", English()),
            ("one repeated letter", new('a', Length)),
            ("spaces", new(' ', Length)),
        ];
        foreach (var tokenizers in Tokenizers.All())
        {
            foreach (var (name, text) in texts)
            {
                AddRow(
                    counting,
                    $"{tokenizers.Model}, {name}",
                    Median(() => tokenizers.Ours.Count(text)),
                    Median(() => tokenizers.Other.CountTokens(text))
                );
                counting.AddRow("  tokens", $"{tokenizers.Ours.Count(text):#,0}", $"{tokenizers.Other.CountTokens(text):#,0}", "");
            }

            AddRow(loading, $"{tokenizers.Model}, ms", Median(tokenizers.LoadOurs), Median(tokenizers.LoadOther));
            AddRow(loading, $"{tokenizers.Model}, MB", Megabytes(tokenizers.LoadOurs), Megabytes(tokenizers.LoadOther));
        }

        // A pipe has no width; a table that is cut is none.
        AnsiConsole.Console.Profile.Width = Math.Max(AnsiConsole.Console.Profile.Width, 120);
        AnsiConsole.Write(counting);
        AnsiConsole.Write(loading);
        AnsiConsole.WriteLine($"Medians of {Runs} runs in one process with the JIT, after one that warms up.");
        return Task.CompletedTask;
    }

    private static string English()
    {
        var text = string.Concat(
            new[] { "README.md", "LICENSE" }
                .Concat(
                    Directory.Exists(Path.Combine(Checkout.Root, "docs"))
                        ? Directory.EnumerateFiles(Path.Combine(Checkout.Root, "docs"), "*.md").Order()
                        : []
                )
                .Select(file => File.ReadAllText(Path.Combine(Checkout.Root, file)))
        );

        return string.Concat(Enumerable.Repeat(text, (Length / text.Length) + 1))[..Length];
    }

    private static Table Columns(Table table) =>
        table
            .AddColumn("")
            .AddColumn(new TableColumn("ours").RightAligned())
            .AddColumn(new TableColumn("Microsoft.ML.Tokenizers").RightAligned())
            .AddColumn(new TableColumn("ours /\ntheirs").RightAligned());

    private static void AddRow(Table table, string name, double ours, double theirs) =>
        table.AddRow(name, Number(ours), Number(theirs), Number(ours / theirs));

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static double Median<T>(Func<T> run)
    {
        run();
        var times = Enumerable
            .Range(0, Runs)
            .Select(_ =>
            {
                var started = Stopwatch.GetTimestamp();
                run();
                return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            });

        return times.Order().ElementAt(Runs / 2);
    }

    private static double Megabytes(Func<object> load)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var loaded = load();
        var after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(loaded);

        return (after - before) / 1024.0 / 1024;
    }
}

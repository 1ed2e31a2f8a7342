using System.Globalization;

namespace Benchmarks.Load;

/// <summary>What a run has shown, in Markdown.</summary>
internal static class LoadReport
{
    private static readonly string[] _kinds =
    [
        "message, whole, to its end",
        "message, streamed, to its first text",
        "message, streamed, to its end",
        "regenerated answer, to its end",
        "repeated request, answered from its key",
        "cancelled answer, from its first text to its end",
        "new conversation",
        "list of conversations",
        "list of messages",
        "one turn",
        "usage",
    ];

    public static void Print(LoadOptions options, LoadTally tally, TimeSpan took, IReadOnlyList<MemorySample> memory, StoredCounts stored)
    {
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{options.Owners} owners with {options.Conversations} conversations at a time each, for {took.TotalMinutes:0.0} minutes: "
                    + $"{tally.Requests:#,0} requests ({tally.Requests / took.TotalSeconds:0.0} per second), "
                    + $"{tally.Accepted:#,0} messages accepted ({tally.Accepted / took.TotalSeconds:0.0} per second), "
                    + $"{tally.Left:#,0} clients left before the end, {tally.Unexplained.Count} unexplained errors. "
                    + $"{Environment.ProcessorCount} processors, with {WaitingPrograms()} programs running or waiting for one on average.\n"
            )
        );
        Latencies(tally).Print();
        Errors(tally).Print();
        Memory(memory).Print();
        Stored(tally, stored).Print();
    }

    private static MarkdownTable Latencies(LoadTally tally)
    {
        MarkdownTable table = new("added to the stand-in's own time, ms", "number", "p50", "p95", "p99", "longest");
        foreach (var kind in _kinds)
        {
            var latency = tally[kind];
            table.AddRow(
                kind,
                Number(latency.Count),
                Number(latency.Percentile(50)),
                Number(latency.Percentile(95)),
                Number(latency.Percentile(99)),
                Number(latency.Longest)
            );
        }

        return table;
    }

    private static MarkdownTable Errors(LoadTally tally)
    {
        MarkdownTable table = new("error", "number", "provoked by");
        foreach (var (status, code, cause, count) in tally.Provoked)
        {
            table.AddRow($"{status} `{code}`", Number(count), cause);
        }

        return table;
    }

    private static MarkdownTable Memory(IReadOnlyList<MemorySample> memory)
    {
        MarkdownTable table = new(
            "after",
            "messages",
            "instances of functions",
            "functions together, MB",
            "LocalCloud, MB",
            "dynalite, MB",
            "the load itself, MB"
        );
        foreach (var sample in memory)
        {
            table.AddRow(
                sample.At.ToString(@"m\:ss", CultureInfo.InvariantCulture),
                Number(sample.Accepted),
                Number(sample.Instances),
                Number(sample.Functions),
                Number(sample.Cloud),
                Number(sample.DynamoDB),
                Number(sample.Load)
            );
        }

        return table;
    }

    private static MarkdownTable Stored(LoadTally tally, StoredCounts stored)
    {
        MarkdownTable table = new("read back", "number");
        table.AddRow("conversations", Number(stored.Conversations));
        table.AddRow("messages accepted", Number(tally.Accepted));
        table.AddRow("messages stored", Number(stored.Turns));
        table.AddRow("lost or changed", Number(stored.Lost));
        table.AddRow("stored twice, or never accepted", Number(stored.Duplicated));
        table.AddRow("out of order", Number(stored.Misplaced));
        table.AddRow("wrong lists of conversations", Number(stored.WrongLists));
        table.AddRow("conversations with wrong sums", Number(stored.WrongSums));
        table.AddRow("owners with wrong usage", Number(stored.WrongUsages));
        table.AddRow("usage by the sum over the turns", Text(stored.UsageOfTurns));
        table.AddRow("usage by GET /usage", Text(stored.Usage));

        return table;
    }

    private static string Text(Sum sum) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{sum.Turns:#,0} answers, {sum.PromptTokens:#,0} + {sum.CompletionTokens:#,0} tokens, USD {sum.CostUsd:0.000000}"
        );

    private static string Number(double number) => number.ToString(number is > 0 and < 10 ? "0.0" : "#,0", CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    // The system's load average of the last five minutes: on a busy machine, what is added is mostly the wait for a processor.
    private static string WaitingPrograms() => File.ReadAllText("/proc/loadavg").Split(' ')[1];
}

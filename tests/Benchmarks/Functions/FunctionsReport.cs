using System.Globalization;
using Spectre.Console;

namespace Benchmarks.Functions;

/// <summary>The measurements, as one table with ratios.</summary>
internal static class FunctionsReport
{
    public static void Print(IReadOnlyList<Contestant> contestants, Results results, (double Early, double Late) allocated)
    {
        var table = new Table().Title("Our functions and what users would pick instead").AddColumn("");
        var others = contestants.Where(contestant => contestant.Name is not (Contestant.Native or Contestant.Managed)).ToList();
        foreach (var name in contestants.Select(one => one.Name).Concat(others.Select(other => $"native\n/ {other.Name}")))
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        foreach (var row in Rows(results))
        {
            double? Value(Contestant contestant) => row.IsMeasured(contestant) ? row.Value(contestant) : null;
            var native = Value(contestants.Single(contestant => contestant.Name == Contestant.Native));
            table.AddRow([
                row.Name,
                .. contestants.Select(contestant => Number(Value(contestant))),
                .. others.Select(other => Ratio(native, Value(other))),
            ]);
        }

        // A pipe has no width; a table that is cut is none.
        AnsiConsole.Console.Profile.Width = Math.Max(AnsiConsole.Console.Profile.Width, 160);
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine(Legend(contestants, results));
        AnsiConsole.WriteLine(ChunkAllocation.Sentence(allocated.Early, allocated.Late));
    }

    private static IEnumerable<Row> Rows(Results results)
    {
        Row OfJob(string name, Job job, Func<JobResult, double> value) =>
            new(name, contestant => value(results.Of(contestant, job)), contestant => contestant.Jobs.Contains(job));
        Row OfStream(string name, Func<StreamResult, double> value) =>
            new(name, contestant => value(results.StreamsOf(contestant)), contestant => !contestant.IsFloor);

        foreach (var (job, name) in new[] { (Job.Completion, "completion"), (Job.Message, "message") })
        {
            yield return OfJob($"{name}: cold start, ms", job, result => result.Cold.Median);
            yield return OfJob($"{name}: … until it asks for an event", job, result => result.Stages.Start.Median);
            yield return OfJob($"{name}: … until its first call", job, result => result.Stages.UntilCall.Median);
            yield return OfJob($"{name}: … while a backend works", job, result => result.Stages.Backends.Median);
            yield return OfJob($"{name}: … the rest", job, result => result.Stages.Rest.Median);
            yield return new(
                $"{name}: cold start over TLS, ms",
                contestant => results.Of(contestant, job).ColdOverTls.Median,
                contestant => contestant.Jobs.Contains(job) && !contestant.IsFloor
            );
            yield return OfJob($"{name}: CPU of a cold start, ms", job, result => result.ColdProcessor.Mean);
            yield return OfJob($"{name}: warm, added p50, ms", job, result => result.Added.Median);
            yield return OfJob($"{name}: warm, added p99, ms", job, result => result.Added.Percentile(99));
            yield return OfJob($"{name}: warm, with backends p50, ms", job, result => result.Total.Median);
            yield return OfJob($"{name}: CPU of a warm request, ms", job, result => result.Processor.Mean);
            yield return OfJob($"{name}: peak memory cold, MB", job, result => result.ColdMemory.Median);
            yield return OfJob($"{name}: peak memory after {WarmRequests.Requests}, MB", job, result => result.WarmMemory);
        }

        yield return OfStream("stream: a chunk inside p50, ms", result => result.Chunk.Median);
        yield return OfStream("stream: a chunk inside p99, ms", result => result.Chunk.Percentile(99));
        yield return OfStream("stream: first token, added p50, ms", result => result.FirstToken.Median);
        yield return new("package, zipped, MB", contestant => PackageSize.Megabytes(contestant.Package), _ => true);
    }

    private static string Legend(IReadOnlyList<Contestant> contestants, Results results)
    {
        string Uses(Job job) =>
            string.Join(
                "; ",
                contestants
                    .Where(contestant => contestant.Jobs.Contains(job))
                    .Select(contestant =>
                        $"{contestant.Name} {results.Of(contestant, job).Use.Model} + {results.Of(contestant, job).Use.Table}"
                    )
            );

        return $"""
            {string.Join(Environment.NewLine, contestants.Select(contestant => $"{contestant.Name, -11} {contestant.About}"))}
            completion  a chat in OpenAI's shape: prompt, InvokeModel, usage;  calls to model + table: {Uses(Job.Completion)}
            message     a turn of a conversation, with DynamoDB;  calls to model + table: {Uses(Job.Message)}
            added       without the time in which a call to the model or the table was under way
            over TLS    the backends behind TLS, as AWS's are; ours trusts the roots that are deployed with it
            inside      from the model's frame to the event at the Runtime API, one at a time

            CPU time is counted in steps of 10 ms, and reported as the mean; the floor's cold start is often below one.
            Medians of {ColdStarts.Rounds} cold starts and {Streams.Rounds} streams; every answer was checked.
            """;
    }

    private static string Number(double? value) => value?.ToString(value < 10 ? "0.00" : "#,0.0", CultureInfo.InvariantCulture) ?? "-";

    private static string Ratio(double? ours, double? theirs) =>
        ours is { } a && theirs is > 0 and { } b ? (a / b).ToString("0.00", CultureInfo.InvariantCulture) : "-";

    private sealed record Row(string Name, Func<Contestant, double> Value, Func<Contestant, bool> IsMeasured);
}

using System.Diagnostics;
using System.Globalization;
using LocalCloud;
using LocalCloud.Gateway;
using LocalCloud.Settings;

namespace Benchmarks.Talk;

/// <summary>
/// Many talk for minutes to conversations that outgrow their windows: whether all are answered, and what memory that takes.
/// </summary>
internal static class TalkBenchmark
{
    private const int Workers = 24;
    private const int Samples = 10;

    /// <exception cref="InvalidDataException">A message was not answered, or no conversation outgrew its window.</exception>
    /// <exception cref="UsageException">Something cannot be started here.</exception>
    public static async Task RunAsync(TalkOptions options)
    {
        CloudOptions cloudOptions = new()
        {
            DynamoDB = new DynamoDBChoice.InMemory(),
            Functions = options.Functions,
            TokenDelay = TimeSpan.Zero,
        };
        await using var cloud = await Cloud.StartAsync(cloudOptions, new Silence(), CancellationToken.None);
        using HttpClient http = new() { BaseAddress = new($"{cloud.Api}/"), Timeout = TimeSpan.FromMinutes(2) };
        using CancellationTokenSource stop = new(options.Duration);
        Tally tally = new();
        var talking = Task.WhenAll(
            Enumerable.Range(1, Workers).Select(number => Task.Run(() => new Talker(http, number, tally).TalkAsync(stop.Token)))
        );

        Console.WriteLine($"{Workers} workers, {options.Duration.TotalMinutes.ToString(CultureInfo.InvariantCulture)} minutes");
        await ReportAsync(tally, options.Duration, talking);
        await talking;
        if (tally.Failures > 0 || tally.PastEdge == 0)
        {
            throw new InvalidDataException(
                tally.FirstFailure is { } first
                    ? $"{tally.Failures} of {tally.Requests} messages failed, first: {first}"
                    : "no conversation outgrew its window."
            );
        }
    }

    private static async Task ReportAsync(Tally tally, TimeSpan duration, Task talking)
    {
        var started = Stopwatch.GetTimestamp();
        for (var sample = 1; sample <= Samples && !talking.IsFaulted; sample++)
        {
            await Task.WhenAny(Task.Delay(duration / Samples), talking);
            var memory = string.Join(
                ", ",
                ProcessTree.Memory().Select(process => string.Create(CultureInfo.InvariantCulture, $"{process.Key} {process.Value:0} MB"))
            );
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Stopwatch.GetElapsedTime(started).TotalSeconds, 5:0} s  {tally.Requests, 7} messages  {tally.PastEdge, 7} past the edge  {tally.Failures, 4} not 200  {memory}"
                )
            );
        }
    }

    private sealed class Silence : IRequestLog
    {
        public void Answered(AnsweredRequest request) { }
    }
}

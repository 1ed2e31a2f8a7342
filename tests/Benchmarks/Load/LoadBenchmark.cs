using System.Diagnostics;
using System.Runtime.InteropServices;
using Benchmarks.Functions;
using LocalCloud.Settings;
using Spectre.Console;

namespace Benchmarks.Load;

/// <summary>
/// Owners talk to the native executable behind LocalCloud, with all that clients do; afterwards everything is read back and compared
/// with what was accepted.
/// </summary>
internal static class LoadBenchmark
{
    private const int FirstSeed = 1;

    /// <exception cref="InvalidDataException">Something was lost, stored twice, or answered in a way that nothing explains.</exception>
    /// <exception cref="UsageException">Something cannot be published or started here.</exception>
    public static async Task RunAsync(LoadOptions options)
    {
        using CancellationTokenSource stop = new();
        using CancellationTokenSource quit = new();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, EndGently);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, EndGently);

        await Console.Error.WriteLineAsync("Publishing the native executable, if it is not up to date ...");
        var native = await Contestants.NativeAsync(quit.Token);
        try
        {
            await using var cloud = await LoadCloud.StartAsync(native.Command[0], quit.Token);
            await RunAsync(options, cloud, stop, quit.Token).WaitAsync(quit.Token);
        }
        catch (OperationCanceledException) when (quit.IsCancellationRequested)
        {
            throw new InvalidDataException("it was ended before everything was read back.");
        }

        // The first signal ends the load, and what was accepted is read back; the second ends that too.
        void EndGently(PosixSignalContext signal)
        {
            signal.Cancel = true;
            if (stop.IsCancellationRequested)
            {
                quit.Cancel();
            }

            stop.Cancel();
        }
    }

    private static async Task RunAsync(LoadOptions options, LoadCloud cloud, CancellationTokenSource stop, CancellationToken quit)
    {
        // A connection for each client; the time-out is longer than any answer.
        using HttpClient http = new() { BaseAddress = cloud.Api, Timeout = TimeSpan.FromMinutes(5) };
        List<Owner> owners = [.. Enumerable.Range(1, options.Owners).Select(number => new Owner($"load-{number}"))];
        LoadTally tally = new();
        MemoryTimeline memory = new(options.Duration);
        var firstDay = DateOnly.FromDateTime(DateTime.UtcNow);
        ReadBack stored = new(http, firstDay);
        var began = Stopwatch.GetTimestamp();
        TimeSpan took = default;

        await Progress(AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) }))
            .StartAsync(async progress =>
            {
                stop.CancelAfter(options.Duration);
                var work = Task.WhenAll(
                    Workers(options, http, owners, tally).Select(worker => Task.Run(() => worker.WorkAsync(stop.Token)))
                );
                var loading = progress.AddTask("load", maxValue: 1);
                await Task.WhenAll(memory.WatchAsync(tally, work), ShowAsync(loading, tally, options.Duration, work));
                took = Stopwatch.GetElapsedTime(began);

                var reading = progress.AddTask("reading back", maxValue: 1);
                await stored.ReadAsync(owners, share => reading.Value = share, quit);
                memory.Take(tally);
            });

        LoadReport.Print(options, tally, took, memory.All, stored.Counts);
        if (tally.Unexplained.Count > 0 || !stored.Counts.IsRight)
        {
            throw new InvalidDataException(
                string.Join('\n', ["not everything is right.", .. tally.Unexplained, "LocalCloud's last lines:", .. cloud.Errors])
            );
        }
    }

    private static Progress Progress(IAnsiConsole console) =>
        console.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn());

    private static IEnumerable<LoadWorker> Workers(LoadOptions options, HttpClient http, IReadOnlyList<Owner> owners, LoadTally tally) =>
        from owner in owners
        from number in Enumerable.Range(0, options.Conversations)
        let seed = FirstSeed + (owners.ToList().IndexOf(owner) * options.Conversations) + number
        select new LoadWorker(new(http, owner.Name, tally), owners, owner, tally, new(seed), new CloudOptions().TokenDelay);

    private static async Task ShowAsync(ProgressTask loading, LoadTally tally, TimeSpan duration, Task work)
    {
        var began = Stopwatch.GetTimestamp();
        while (!work.IsCompleted)
        {
            await Task.WhenAny(Task.Delay(500), work);
            loading.Value = Math.Min(0.999, Stopwatch.GetElapsedTime(began) / duration);
            loading.Description = $"load: {tally.Accepted:N0} messages";
        }

        await work;
        loading.Value = 1;
    }
}

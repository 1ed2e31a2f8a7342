using System.Globalization;
using Benchmarks.Functions;

namespace Benchmarks.ManyStreams;

/// <summary>
/// Many streams at once: through an instance for each, as Lambda has them by default, and through one process with multi-concurrency, as
/// Lambda Managed Instances have it.
/// </summary>
internal static class StreamsBenchmark
{
    // As fast as a model of this size speaks, but not faster than this machine can follow 256 of them.
    private static readonly TimeSpan _tokenDelay = TimeSpan.FromMilliseconds(100);

    // Few streams are measured more often, so that their processor time is not lost in the clock's unit.
    private static readonly (int AtOnce, int Rounds)[] _loads = [(1, 4), (8, 2), (64, 1), (256, 1)];

    /// <exception cref="InvalidDataException">A stream failed, or has another one's text.</exception>
    /// <exception cref="LocalCloud.Settings.UsageException">Something that is measured cannot be made or started here.</exception>
    public static async Task RunAsync()
    {
        var native = await Contestants.NativeAsync(CancellationToken.None);
        List<StreamLoad> loads = [];
        await using (var stage = await Stage.StartAsync(_tokenDelay, CancellationToken.None))
        {
            foreach (var (atOnce, rounds) in _loads)
            {
                foreach (var processes in new[] { atOnce, 1 }.Distinct())
                {
                    await Console.Error.WriteLineAsync($"{atOnce} streams through {processes} processes ...");
                    await using var group = await StreamGroup.StartAsync(native, stage, atOnce, processes);
                    loads.Add(await group.MeasureAsync(rounds, _tokenDelay));
                }
            }
        }

        Print(loads);
        await using (var stage = await Stage.StartAsync(TimeSpan.Zero, CancellationToken.None))
        {
            await Console.Error.WriteLineAsync("What a chunk allocates ...");
            var (early, late) = await ChunkAllocation.MeasureAsync(stage);
            Console.WriteLine(ChunkAllocation.Sentence(early, late));
        }

        ManagedInstances.Print(loads.Last(load => load.Processes == 1));
    }

    private static void Print(IReadOnlyList<StreamLoad> loads)
    {
        MarkdownTable table = new(
            "streams at once",
            "processes",
            "chunk p50, ms",
            "chunk p99, ms",
            "CPU of a stream, ms",
            "memory of a stream, MB",
            "memory of all, MB"
        );
        foreach (var load in loads)
        {
            table.AddRow(
                Number(load.AtOnce),
                Number(load.Processes),
                Number(load.Chunk.Median),
                Number(load.Chunk.Percentile(99)),
                Number(load.ProcessorMilliseconds),
                Number(load.Megabytes / load.AtOnce),
                Number(load.Megabytes)
            );
        }

        table.Print();
        Console.WriteLine(
            $"A stream has {StreamGroup.Pieces} chunks, one each {_tokenDelay.TotalMilliseconds} ms. A chunk's time is from the model's write to the client's read."
        );
    }

    private static string Number(double number) =>
        number.ToString(number < 10 && number != Math.Floor(number) ? "0.00" : "#,0", CultureInfo.InvariantCulture);
}

using System.Diagnostics;
using Benchmarks.Talk;

namespace Benchmarks.Load;

/// <summary>The resident memory of all processes at one time, in MB.</summary>
internal sealed record MemorySample(TimeSpan At, int Accepted, int Instances, double Functions, double Cloud, double DynamoDB, double Load)
{
    public static MemorySample Take(long began, int accepted)
    {
        var processes = ProcessTree.Memory();
        var functions = processes.Where(process => process.Key.StartsWith("bootstrap ", StringComparison.Ordinal)).ToList();
        double Sum(string name) => processes.Where(process => process.Key.StartsWith(name, StringComparison.Ordinal)).Sum(p => p.Value);

        return new(
            Stopwatch.GetElapsedTime(began),
            accepted,
            functions.Count,
            functions.Sum(process => process.Value),
            Sum("LocalCloud "),
            Sum("node "),
            processes["cloud"]
        );
    }
}

/// <summary>Samples at equal distances, as many for a short run as for a long one.</summary>
internal sealed class MemoryTimeline(TimeSpan duration)
{
    private const int Samples = 8;

    private readonly List<MemorySample> _samples = [];
    private readonly long _began = Stopwatch.GetTimestamp();

    public IReadOnlyList<MemorySample> All => _samples;

    public async Task WatchAsync(LoadTally tally, Task load)
    {
        while (!load.IsCompleted)
        {
            await Task.WhenAny(Task.Delay(duration / Samples), load);
            Take(tally);
        }
    }

    public void Take(LoadTally tally) => _samples.Add(MemorySample.Take(_began, tally.Accepted));
}

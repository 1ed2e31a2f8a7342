using Benchmarks.Cost;
using Benchmarks.Functions;
using LocalCloud.Settings;

namespace Benchmarks.Capacity;

/// <summary>Which of AWS's quotas a load meets, and what it costs, from what a turn of the native executable takes here.</summary>
internal static class CapacityBenchmark
{
    /// <exception cref="InvalidDataException">An answer is wrong or missing.</exception>
    /// <exception cref="UsageException">Something that is measured cannot be made or started here.</exception>
    public static async Task RunAsync()
    {
        await Console.Error.WriteLineAsync("Publishing what is measured, where it is not up to date ...");
        var native = await Contestants.NativeAsync(CancellationToken.None);
        await using var stage = await Stage.StartAsync(CostBenchmark.TokenDelay, CancellationToken.None);
        var turn = (await CostBenchmark.MeasureAsync([native], stage))[0];
        var quotas = Quotas.Of(turn);

        CapacityReport.Print(turn, quotas);
        var picture = Path.Combine(Checkout.Root, "docs", "pictures", "capacity.svg");
        await File.WriteAllTextAsync(picture, CapacityPlot.Draw(quotas));
        await Console.Error.WriteLineAsync($"The plot is in {picture}.");
    }
}

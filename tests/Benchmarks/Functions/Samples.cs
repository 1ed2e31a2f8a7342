using System.Diagnostics;

namespace Benchmarks.Functions;

/// <summary>Measured values of one kind.</summary>
internal sealed class Samples
{
    private readonly List<double> _values = [];

    public double Median => Percentile(50);

    public double Mean => _values.Average();

    public static double Milliseconds(long stopwatchTicks) => stopwatchTicks * 1000.0 / Stopwatch.Frequency;

    public void Add(double value) => _values.Add(value);

    /// <summary>The nearest value at or above that share of all.</summary>
    public double Percentile(double percent)
    {
        var sorted = _values.Order().ToList();

        return sorted[Math.Max(0, (int)Math.Ceiling(percent / 100 * sorted.Count) - 1)];
    }
}

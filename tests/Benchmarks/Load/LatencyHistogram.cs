namespace Benchmarks.Load;

/// <summary>Counts of durations in buckets that grow by 2 %, so that its size is the same after a minute and after a day.</summary>
internal sealed class LatencyHistogram
{
    private const double Smallest = 0.1;
    private const double Growth = 1.02;

    private readonly int[] _counts = new int[Bucket(TimeSpan.FromHours(1).TotalMilliseconds) + 1];

    public int Count { get; private set; }

    /// <summary>The longest, in milliseconds, exact.</summary>
    public double Longest { get; private set; }

    public void Add(double milliseconds)
    {
        _counts[Math.Min(Bucket(milliseconds), _counts.Length - 1)]++;
        Count++;
        Longest = Math.Max(Longest, milliseconds);
    }

    /// <summary>The upper end of the bucket in which that share of all durations is reached.</summary>
    public double Percentile(double percent)
    {
        var rank = Math.Max(1, (int)Math.Ceiling(percent / 100 * Count));
        var seen = 0;
        for (var bucket = 0; bucket < _counts.Length; bucket++)
        {
            seen += _counts[bucket];
            if (seen >= rank)
            {
                return Math.Min(Smallest * Math.Pow(Growth, bucket), Longest);
            }
        }

        return Longest;
    }

    private static int Bucket(double milliseconds) =>
        milliseconds <= Smallest ? 0 : (int)Math.Ceiling(Math.Log(milliseconds / Smallest) / Math.Log(Growth));
}

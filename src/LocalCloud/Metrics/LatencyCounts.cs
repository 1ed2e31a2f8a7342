namespace LocalCloud.Metrics;

/// <summary>Counts times in steps of a tenth, so that they take the same memory however many there are.</summary>
internal sealed class LatencyCounts
{
    private const double Step = 1.1;

    private readonly int[] _counts = new int[160];
    private int _total;

    public void Add(double milliseconds)
    {
        _counts[Math.Clamp((int)Math.Ceiling(Math.Log(Math.Max(milliseconds, 1), Step)), 0, _counts.Length - 1)]++;
        _total++;
    }

    /// <summary>The time that a share of all times does not exceed, in milliseconds and at most a tenth too long; null if there are none.</summary>
    public double? Quantile(double share)
    {
        var wanted = Math.Max(1, (int)Math.Ceiling(share * _total));
        for (int index = 0, seen = 0; index < _counts.Length; index++)
        {
            seen += _counts[index];
            if (seen >= wanted)
            {
                return Math.Round(Math.Pow(Step, index), 1);
            }
        }

        return null;
    }
}

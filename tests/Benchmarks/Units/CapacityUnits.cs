namespace Benchmarks.Units;

/// <summary>What DynamoDB bills by: a read unit is 4 KB read consistently, a write unit 1 KB written.</summary>
internal readonly record struct CapacityUnits(double Read, double Write)
{
    public double Total => Read + Write;

    /// <summary>How many pages were read.</summary>
    public int Pages { get; init; }

    /// <summary>How long the table took.</summary>
    public TimeSpan Waited { get; init; }

    public static CapacityUnits operator +(CapacityUnits left, CapacityUnits right) =>
        new(left.Read + right.Read, left.Write + right.Write) { Pages = left.Pages + right.Pages, Waited = left.Waited + right.Waited };
}

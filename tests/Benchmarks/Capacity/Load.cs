namespace Benchmarks.Capacity;

/// <summary>Turns of a day, and how they are spread over it.</summary>
internal sealed record Load(double TurnsPerDay)
{
    /// <summary>How much more there is in the busiest minutes than in the mean of the day: an assumption for people of one time zone.</summary>
    public const double Peak = 5;

    public const int DaysOfAMonth = 30;

    private const double SecondsOfADay = 86_400;

    public static IReadOnlyList<Load> All { get; } = [new(1_000), new(100_000), new(10_000_000)];

    public double PeakTurnsPerSecond => TurnsPerDay / SecondsOfADay * Peak;

    /// <summary>The turns of a day whose peak meets a quota.</summary>
    public static double LargestDay(Quota quota) => quota.TurnsPerSecond * SecondsOfADay / Peak;

    /// <summary>How much of a quota the peak takes; above 1, it is met.</summary>
    public double ShareOf(Quota quota) => PeakTurnsPerSecond / quota.TurnsPerSecond;
}

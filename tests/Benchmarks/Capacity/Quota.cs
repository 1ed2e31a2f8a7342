namespace Benchmarks.Capacity;

/// <summary>A limit of AWS, and what a turn takes of it.</summary>
/// <param name="Name">What is limited.</param>
/// <param name="Limit">How much there is, in the time of <paramref name="Seconds"/>.</param>
/// <param name="Seconds">1 for limits per second, and for what is in use at a time; 60 for limits per minute.</param>
/// <param name="OfATurn">How much a turn takes; for what is in use at a time, for how many seconds.</param>
/// <param name="Remedy">What helps when it is met.</param>
/// <param name="IsOfOneOwner">Whether it limits a single owner only.</param>
internal sealed record Quota(string Name, double Limit, double Seconds, double OfATurn, string Remedy, bool IsOfOneOwner = false)
{
    /// <summary>The largest steady load.</summary>
    public double TurnsPerSecond => Limit / Seconds / OfATurn;
}

namespace Shared;

/// <summary>Time in which each wait up to the limit takes a hundredth of its length.</summary>
internal sealed class HurriedTime(TimeSpan limit) : TimeProvider
{
    /// <summary>Hurries pauses, and not the time that an answer may take: a slow machine needs that.</summary>
    public static HurriedTime Pauses => new(TimeSpan.FromSeconds(9));

    public static HurriedTime Everything => new(TimeSpan.MaxValue);

    public static HurriedTime UpTo(TimeSpan limit) => new(limit);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero && dueTime <= limit ? dueTime / 100 : dueTime, period);
}

namespace Chat.Tests.Regions;

/// <summary>Time in which pauses are a hundredth as long. Whoever waits ten seconds or more, for an answer, has them.</summary>
internal sealed class HurriedTime : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero && dueTime < TimeSpan.FromSeconds(10) ? dueTime / 100 : dueTime, period);
}

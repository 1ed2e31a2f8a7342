namespace Benchmarks.Functions;

/// <summary>A request to a backend, in Stopwatch ticks.</summary>
/// <param name="Begin">When it arrived.</param>
/// <param name="End">When its answer was whole.</param>
internal readonly record struct BackendCall(long Begin, long End);

internal static class BackendTime
{
    /// <summary>How long at least one backend was at work; calls at once count once.</summary>
    /// <param name="calls">The calls.</param>
    /// <param name="until">What is later does not count.</param>
    public static long Busy(this IEnumerable<BackendCall> calls, long until = long.MaxValue)
    {
        var (busy, reached) = (0L, long.MinValue);
        foreach (var (begin, end) in calls.Where(call => call.Begin < until).OrderBy(call => call.Begin))
        {
            var from = Math.Max(begin, reached);
            var to = Math.Min(end, until);
            if (to > from)
            {
                busy += to - from;
                reached = to;
            }
        }

        return busy;
    }
}

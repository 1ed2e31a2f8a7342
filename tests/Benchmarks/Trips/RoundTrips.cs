using Benchmarks.Functions;

namespace Benchmarks.Trips;

/// <summary>How many calls of one request follow one another, whatever else is done at the same time.</summary>
/// <param name="Before">Before the model is asked.</param>
/// <param name="After">Between the model's last token and the end that the client waits for.</param>
/// <param name="Rest">After that, before the invocation ends.</param>
internal readonly record struct RoundTrips(int Before, int After, int Rest)
{
    /// <param name="model">The call of the model.</param>
    /// <param name="table">The calls of the table.</param>
    /// <param name="answered">When the client had its answer, in Stopwatch ticks.</param>
    public static RoundTrips Of(BackendCall model, IReadOnlyList<BackendCall> table, long answered) =>
        new(
            Chain(table.Where(call => call.End <= model.Begin)),
            Chain(table.Where(call => call.Begin >= model.End && call.End <= answered)),
            Chain(table.Where(call => call.Begin >= model.End && call.End > answered))
        );

    // The most calls of which none begins before the one before it has ended.
    private static int Chain(IEnumerable<BackendCall> calls)
    {
        var (length, reached) = (0, long.MinValue);
        foreach (var call in calls.OrderBy(call => call.End).Where(call => call.Begin >= reached))
        {
            (length, reached) = (length + 1, call.End);
        }

        return length;
    }
}

using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Benchmarks.Load;

/// <summary>Counts and latencies of all workers. Its size does not grow with their number of requests.</summary>
internal sealed class LoadTally
{
    // Beyond this, something is broken and more of the same says nothing.
    private const int TooMany = 50;

    private readonly ConcurrentDictionary<string, LatencyHistogram> _latencies = new();
    private readonly ConcurrentDictionary<(int Status, string Code, string Cause), int> _errors = new();
    private readonly ConcurrentQueue<string> _unexplained = new();
    private int _requests;
    private int _accepted;
    private int _left;

    public int Requests => _requests;

    /// <summary>The messages of which the API said that they are stored.</summary>
    public int Accepted => _accepted;

    /// <summary>The requests whose client left before their end.</summary>
    public int Left => _left;

    public IReadOnlyCollection<string> Unexplained => _unexplained;

    public bool IsHopeless => _unexplained.Count >= TooMany;

    /// <summary>Errors that were provoked, by what provoked them.</summary>
    public IEnumerable<(int Status, string Code, string Cause, int Count)> Provoked =>
        _errors.OrderBy(error => error.Key).Select(error => (error.Key.Status, error.Key.Code, error.Key.Cause, error.Value));

    public LatencyHistogram this[string kind] => _latencies.GetValueOrDefault(kind) ?? new();

    public void CountRequest() => Interlocked.Increment(ref _requests);

    public void CountAccepted() => Interlocked.Increment(ref _accepted);

    public void CountLeft() => Interlocked.Increment(ref _left);

    /// <summary>Notes what an answer took beyond the model's own time.</summary>
    public void Measure(string kind, TimeSpan added)
    {
        var latency = _latencies.GetOrAdd(kind, _ => new());
        lock (latency)
        {
            latency.Add(added.TotalMilliseconds);
        }
    }

    public void CountProvoked(Reply reply, string cause) =>
        _errors.AddOrUpdate((reply.Status, reply.Code ?? "", cause), 1, (_, count) => count + 1);

    /// <summary>Notes what should not have happened.</summary>
    public void Report(string what, Reply reply) => Report($"{what}: {reply.Status} {reply.Code} {Shown(reply.Json)}");

    public void Report(string what) => _unexplained.Enqueue(what);

    private static string Shown(JsonNode? json) => json?.ToJsonString() is { } text ? text[..Math.Min(text.Length, 300)] : "";
}

using System.Collections.Concurrent;

namespace Benchmarks.Talk;

/// <summary>What came of the workers' messages.</summary>
internal sealed class Tally
{
    private readonly ConcurrentDictionary<int, int> _byStatus = new();
    private int _pastEdge;

    public int Requests => _byStatus.Values.Sum();

    public int Failures => _byStatus.Where(status => status.Key != 200).Sum(status => status.Value);

    /// <summary>How many answers were given to conversations that had outgrown their windows.</summary>
    public int PastEdge => _pastEdge;

    /// <summary>The first answer that was none.</summary>
    public string? FirstFailure { get; private set; }

    public void Add(int status, bool isPastEdge, string body)
    {
        _byStatus.AddOrUpdate(status, 1, (_, count) => count + 1);
        if (isPastEdge)
        {
            Interlocked.Increment(ref _pastEdge);
        }

        if (status != 200)
        {
            FirstFailure ??= $"{status} {body}";
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using Llama;

namespace Benchmarks.Functions;

/// <summary>
/// Follows one stream piece by piece. A piece leaves the model only when the one before it has come out of the
/// function, so that each is timed alone, and a function that holds a piece back would never end.
/// </summary>
internal sealed class StreamClock
{
    private readonly Lock _lock = new();
    private readonly long[] _sent;
    private readonly long[] _received;

    // How many events there are once a piece is out: the opening one, and one for each piece that is not empty.
    private readonly int[] _eventsAfter;

    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _events;

    public StreamClock(string answer)
    {
        var pieces = Tokenizer.Llama2.Split(answer).ToList();
        _sent = new long[pieces.Count];
        _received = new long[pieces.Count + 2];
        _eventsAfter =
        [
            .. pieces.Select((_, i) => pieces.Take(i + 1).Count(piece => piece.Length > 0)).Select(texts => texts == 0 ? 0 : texts + 1),
        ];
    }

    /// <summary>When the first piece with text left the model, in Stopwatch ticks.</summary>
    public long FirstSent => _sent[First];

    /// <summary>When its event was there.</summary>
    public long FirstReceived => _received[_eventsAfter[First]];

    private int First => Array.FindIndex(_eventsAfter, events => events > 0);

    /// <summary>The times of all pieces with text but the first, which waits for status and headers too.</summary>
    public IEnumerable<long> Inside =>
        Enumerable
            .Range(First + 1, _sent.Length - First - 1)
            .Where(i => _eventsAfter[i] > _eventsAfter[i - 1])
            .Select(i => _received[_eventsAfter[i]] - _sent[i]);

    public static string Counted(int count) =>
        string.Join(' ', Enumerable.Range(1, count).Select(n => n.ToString(CultureInfo.InvariantCulture)));

    public async Task BeforeFrameAsync(int index)
    {
        while (index > 0 && Arrived(_eventsAfter[Math.Min(index, _eventsAfter.Length) - 1]) is { } more)
        {
            await more;
        }

        if (index < _sent.Length)
        {
            _sent[index] = Stopwatch.GetTimestamp();
        }
    }

    public void OnEvent(int total)
    {
        var now = Stopwatch.GetTimestamp();
        lock (_lock)
        {
            for (; _events < total; _events++)
            {
                if (_events + 1 < _received.Length)
                {
                    _received[_events + 1] = now;
                }
            }

            _arrived.TrySetResult();
            _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private Task? Arrived(int events)
    {
        lock (_lock)
        {
            return _events >= events ? null : _arrived.Task;
        }
    }
}

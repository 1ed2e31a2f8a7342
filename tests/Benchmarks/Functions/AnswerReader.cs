using LocalCloud.Lambda;

namespace Benchmarks.Functions;

/// <summary>Reads an answer to its end, and watches it come.</summary>
internal static class AnswerReader
{
    /// <param name="response">What the Runtime API was given.</param>
    /// <param name="onEvent">Called with the count of server-sent events that are there so far.</param>
    /// <exception cref="InvalidDataException">The function failed.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(FunctionResponse response, Action<int>? onEvent)
    {
        if (response is FunctionResponse.Buffered whole)
        {
            return whole.Body;
        }

        if (response is not FunctionResponse.Streamed streamed)
        {
            throw new InvalidDataException($"a function failed: {response}");
        }

        // A stream that is counted is measured: it must not grow meanwhile.
        EventCounter events = new();
        MemoryStream body = new(onEvent is null ? 0 : 1 << 20);
        while (true)
        {
            var read = await streamed.Body.ReadAsync();
            foreach (var segment in read.Buffer)
            {
                body.Write(segment.Span);
                if (onEvent is not null && events.Count(segment.Span))
                {
                    onEvent(events.Total);
                }
            }

            streamed.Body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return await streamed.End is { } error
                    ? throw new InvalidDataException($"a stream failed: {error}")
                    : body.GetBuffer().AsMemory(0, (int)body.Length);
            }
        }
    }

    /// <summary>Counts the empty lines that end server-sent events, however they are cut.</summary>
    private sealed class EventCounter
    {
        private byte _last;

        public int Total { get; private set; }

        public bool Count(ReadOnlySpan<byte> bytes)
        {
            var before = Total;
            foreach (var b in bytes)
            {
                Total += b == '\n' && _last == '\n' ? 1 : 0;
                _last = b;
            }

            return Total > before;
        }
    }
}

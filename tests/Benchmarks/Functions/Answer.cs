using System.Text;

namespace Benchmarks.Functions;

/// <summary>A function's answer: the body behind the prelude, and when it was asked and had, in Stopwatch ticks.</summary>
internal sealed record Answer(ReadOnlyMemory<byte> Raw, long Began, long Ended)
{
    // Between prelude and body.
    private static readonly byte[] _separator = new byte[8];

    public string Body
    {
        get
        {
            var prelude = Raw.Span.IndexOf(_separator);
            return Encoding.UTF8.GetString(prelude < 0 ? Raw.Span : Raw.Span[(prelude + _separator.Length)..]);
        }
    }
}

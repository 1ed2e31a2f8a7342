namespace Llama.Streaming;

/// <summary>
/// Ends a text where the first stop sequence is complete, however the text is cut into pieces. Llama 2 on Bedrock
/// has no parameter for this.
/// </summary>
internal sealed class StopSequences(IReadOnlyList<string> sequences)
{
    private string _held = "";

    /// <summary>Whether a sequence was met; nothing more is to be passed on.</summary>
    public bool Met { get; private set; }

    /// <summary>Takes the next piece and gives what may be passed on: all but an end that could begin a sequence.</summary>
    public string Append(string piece)
    {
        var text = _held + piece;
        if (FirstMatch(text) is { } start)
        {
            Met = true;
            _held = "";
            return text[..start];
        }

        var safe = text.Length - LongestBeginning(text);
        _held = text[safe..];
        return text[..safe];
    }

    /// <summary>What was held back, once nothing follows it.</summary>
    public string Flush() => Met ? "" : _held;

    // The sequence that is complete first wins, since that is where a piecewise reader stops.
    private int? FirstMatch(string text) =>
        sequences
            .Select(sequence => (Start: text.IndexOf(sequence, StringComparison.Ordinal), sequence.Length))
            .Where(match => match.Start >= 0)
            .OrderBy(match => match.Start + match.Length)
            .ThenBy(match => match.Start)
            .Select(match => (int?)match.Start)
            .FirstOrDefault();

    private int LongestBeginning(string text) =>
        sequences.Max(sequence =>
        {
            var length = Math.Min(sequence.Length - 1, text.Length);
            while (!text.AsSpan(text.Length - length).SequenceEqual(sequence.AsSpan(0, length)))
            {
                length--;
            }

            return length;
        });
}

namespace Llama.Streaming;

/// <summary>
/// Ends a text at the first complete stop sequence, however the text is split into pieces. Llama 2 on Bedrock has no parameter for this.
/// </summary>
internal sealed class StopSequences(IReadOnlyList<string> sequences)
{
    private string _held = "";

    /// <summary>Whether a sequence was found; the text ends there.</summary>
    public bool Met { get; private set; }

    /// <summary>Takes the next piece and returns the text to pass on: everything but an end that could begin a sequence.</summary>
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

    /// <summary>The text that was held back, once no more text follows.</summary>
    public string Flush() => _held;

    // If several match, the one that is complete first wins, as it would for a reader of single characters.
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

namespace Llama;

/// <summary>Counts tokens as Llama 2 does, without the <c>&lt;s&gt;</c> that Bedrock puts before a prompt.</summary>
public static class TokenCounter
{
    // Sixteen spaces; no piece of the vocabulary has more UTF-16 units.
    private const int LongestPiece = 16;

    /// <summary>Whether the vocabulary has been read, so that counting is cheap.</summary>
    public static bool IsLoaded => Tokenizer.Llama2.IsLoaded;

    /// <inheritdoc cref="Tokenizer.Count"/>
    public static int Count(string text) => Tokenizer.Llama2.Count(text);

    /// <inheritdoc cref="Tokenizer.UpperBound"/>
    public static int UpperBound(string text) => Tokenizer.Llama2.UpperBound(text);

    /// <summary>A number of tokens that <paramref name="text"/> has at least: no token covers more than the longest piece.</summary>
    public static int LowerBound(string text) => text.Length / LongestPiece;

    /// <inheritdoc cref="Tokenizer.Split"/>
    public static IEnumerable<string> Split(string text) => Tokenizer.Llama2.Split(text);
}

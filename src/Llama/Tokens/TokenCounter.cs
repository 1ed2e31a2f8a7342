using System.Text;
using Microsoft.ML.Tokenizers;

namespace Llama;

/// <summary>Counts tokens as Llama 2 does, without the <c>&lt;s&gt;</c> that Bedrock puts before a prompt.</summary>
/// <remarks>
/// The vocabulary (32,000 pieces, byte-pair merges, byte fallback) is an embedded resource that is read at the
/// first exact count. Ask <see cref="UpperBound"/> first: it needs no vocabulary.
/// </remarks>
public static class TokenCounter
{
    private static readonly Lazy<LlamaTokenizer> _tokenizer = new(Load);

    /// <summary>Whether the vocabulary has been read, so that counting is cheap.</summary>
    public static bool IsLoaded => _tokenizer.IsValueCreated;

    /// <summary>The exact number of tokens of <paramref name="text"/>; 0 for an empty text.</summary>
    public static int Count(string text) => _tokenizer.Value.CountTokens(text);

    /// <summary>
    /// A number of tokens that <paramref name="text"/> cannot exceed: a token covers at least one UTF-8 byte, and
    /// the tokenizer puts one space of its own before the text.
    /// </summary>
    public static int UpperBound(string text) => text.Length == 0 ? 0 : Encoding.UTF8.GetByteCount(text) + 1;

    /// <summary>The pieces of <paramref name="text"/> that its tokens stand for, one per token; together they are the text.</summary>
    /// <remarks>A character that takes several tokens (byte fallback) is the first one's piece; the others' are empty.</remarks>
    public static IEnumerable<string> Split(string text)
    {
        foreach (var token in _tokenizer.Value.EncodeToTokens(text, out _))
        {
            // Offsets count the tokenizer's own leading space.
            var start = Math.Max(0, token.Offset.Start.Value - 1);
            yield return text[start..Math.Max(start, token.Offset.End.Value - 1)];
        }
    }

    private static LlamaTokenizer Load()
    {
        using var vocabulary = typeof(TokenCounter).Assembly.GetManifestResourceStream("llama2.tokenizer.model")!;

        return LlamaTokenizer.Create(vocabulary, addBeginOfSentence: false, addEndOfSentence: false);
    }
}

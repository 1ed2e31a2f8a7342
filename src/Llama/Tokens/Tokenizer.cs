using System.Text;
using Llama.Tokens;

namespace Llama;

/// <summary>The tokenizer of a model family, without special tokens. Thread-safe.</summary>
/// <remarks>
/// The vocabulary is a file beside the executable that is loaded for the first exact count. Try <see cref="UpperBound"/> first, which
/// needs no vocabulary.
/// </remarks>
public abstract class Tokenizer
{
    private readonly Lazy<Vocabulary> _vocabulary;

    // The length of the longest token in characters.
    private readonly int _longestToken;

    private protected Tokenizer(string name, int longestToken)
    {
        Name = name;
        _longestToken = longestToken;
        _vocabulary = new(() => Vocabulary.Load(name));
    }

    /// <summary>Llama 2: SentencePiece with 32,000 pieces.</summary>
    public static Tokenizer Llama2 { get; } = new SentencePieceTokenizer("llama2");

    /// <summary>Llama 3, 3.1, 3.2 and 3.3: tiktoken with 128,000 tokens.</summary>
    public static Tokenizer Llama3 { get; } = new TiktokenTokenizer("llama3", WordPatterns.Llama3);

    /// <summary>Llama 4: tiktoken with 200,000 tokens.</summary>
    public static Tokenizer Llama4 { get; } = new TiktokenTokenizer("llama4", WordPatterns.Llama4);

    /// <summary>All tokenizers that this library knows.</summary>
    public static IReadOnlyList<Tokenizer> All => [Llama2, Llama3, Llama4];

    /// <summary>The vocabulary's name, for example <c>llama2</c>; its file is <c>llama2.vocabulary</c>.</summary>
    public string Name { get; }

    /// <summary>Whether the vocabulary has been loaded, so that counting is cheap.</summary>
    public bool IsLoaded => _vocabulary.IsValueCreated;

    /// <summary>The exact number of tokens of <paramref name="text"/>; 0 for an empty text.</summary>
    /// <exception cref="FileNotFoundException">The vocabulary is not beside the executable.</exception>
    public int Count(string text)
    {
        TokenWriter tokens = new(list: null);
        Write(Mark(text), _vocabulary.Value, tokens);

        return tokens.Count;
    }

    /// <summary>The token ids of <paramref name="text"/>; special tokens in it are treated as text.</summary>
    /// <exception cref="FileNotFoundException">The vocabulary is not beside the executable.</exception>
    public IReadOnlyList<int> Encode(string text) => [.. Tokens(Mark(text)).Select(token => token.Id)];

    /// <summary>The pieces of <paramref name="text"/>, one per token; joined they are the text.</summary>
    /// <remarks>A character of several tokens belongs to the first of them; the others may be empty.</remarks>
    /// <exception cref="FileNotFoundException">The vocabulary is not beside the executable.</exception>
    public IEnumerable<string> Split(string text)
    {
        var marked = Mark(text);
        var added = marked.Length - text.Length;
        var (start, firstByte, endOfToken) = (0, 0, 0);
        foreach (var token in Tokens(marked))
        {
            endOfToken += token.Bytes;
            var end = start;
            while (end < marked.Length && firstByte < endOfToken)
            {
                // An unpaired surrogate is encoded as U+FFFD, which also has three bytes.
                Rune.DecodeFromUtf16(marked.AsSpan(end), out var rune, out var chars);
                firstByte += rune.Utf8SequenceLength;
                end += chars;
            }

            yield return text[Math.Max(0, start - added)..Math.Max(0, end - added)];
            start = end;
        }
    }

    /// <summary>A lower bound of the tokens of <paramref name="text"/>; needs no vocabulary.</summary>
    public int LowerBound(string text) => text.Length / _longestToken;

    /// <summary>
    /// An upper bound of the tokens of <paramref name="text"/>: a token covers at least one UTF-8 byte. Needs no vocabulary.
    /// </summary>
    public virtual int UpperBound(string text) => Encoding.UTF8.GetByteCount(text);

    /// <summary>The text as the tokenizer processes it, with an addition before it and some characters replaced one for one.</summary>
    private protected abstract string Mark(string text);

    /// <summary>Writes the tokens of a marked text in order.</summary>
    private protected abstract void Write(string marked, Vocabulary vocabulary, TokenWriter tokens);

    private List<Token> Tokens(string marked)
    {
        List<Token> list = [];
        TokenWriter tokens = new(list);
        Write(marked, _vocabulary.Value, tokens);

        return list;
    }
}

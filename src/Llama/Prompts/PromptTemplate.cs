using Llama.Prompts;

namespace Llama;

/// <summary>How a dialog becomes the one string that a model continues.</summary>
public abstract class PromptTemplate
{
    private readonly Tokenizer _tokenizer;

    private protected PromptTemplate(Tokenizer tokenizer) => _tokenizer = tokenizer;

    /// <summary>
    /// Llama 2 Chat: byte for byte what Meta's reference implementation encodes, less the first <c>&lt;s&gt;</c>, which Bedrock adds.
    /// </summary>
    public static PromptTemplate Llama2 { get; } = new Llama2PromptTemplate();

    /// <summary>Llama 3, 3.1 and 3.3 Instruct, as Meta's reference implementation encodes it.</summary>
    public static PromptTemplate Llama3 { get; } = new HeaderPromptTemplate(HeaderTokens.Llama3, Tokenizer.Llama3);

    /// <summary>Llama 4 Instruct, as Meta's reference implementation encodes it.</summary>
    public static PromptTemplate Llama4 { get; } = new HeaderPromptTemplate(HeaderTokens.Llama4, Tokenizer.Llama4);

    /// <summary>Names the vocabulary that counts are made with: a count that was stored says nothing about another one.</summary>
    public string Vocabulary => _tokenizer.Name;

    /// <summary>Whether the vocabulary has been read, so that counting is cheap.</summary>
    public bool IsVocabularyLoaded => _tokenizer.IsLoaded;

    /// <summary>The prompt. The template's own tags inside any message are neutralised: they cannot act as tags.</summary>
    public abstract string Render(Dialog dialog);

    /// <summary>
    /// The prompt tokens that Bedrock counts and bills for a dialog, those that it adds included. Where it is unknown how
    /// the model reads the template's tags, this is the larger of the readings.
    /// </summary>
    public int CountTokens(Dialog dialog) => CountPrompt(Render(dialog));

    /// <summary>The same by the smaller of the readings.</summary>
    public int CountTokensAtLeast(Dialog dialog) => CountPromptAtLeast(Render(dialog));

    /// <summary><see cref="CountTokens"/> of a prompt that is rendered already.</summary>
    public abstract int CountPrompt(string prompt);

    /// <summary><see cref="CountTokensAtLeast"/> of a prompt that is rendered already.</summary>
    public virtual int CountPromptAtLeast(string prompt) => CountPrompt(prompt);

    /// <summary>The tokens that one answered turn adds before a dialog's other turns, by the larger reading.</summary>
    public abstract int CountTurn(Turn answered);

    /// <summary>The tokens of a text by itself, for example of a part of a message.</summary>
    public int CountText(string text) => _tokenizer.Count(text);

    /// <summary>A number of tokens that a text or prompt has at least; it needs no vocabulary.</summary>
    public int LowerBound(string text) => _tokenizer.LowerBound(text);

    /// <summary>A number of tokens that a prompt cannot exceed; it needs no vocabulary.</summary>
    public abstract int UpperBound(string prompt);

    /// <summary>A number of tokens that one answered turn cannot exceed; it needs no vocabulary.</summary>
    public abstract int UpperBound(Turn answered);

    /// <summary>A number of tokens that a dialog's prompt cannot exceed; it needs no vocabulary.</summary>
    public int UpperBound(Dialog dialog) => UpperBound(Render(dialog));

    /// <summary>Whether nothing of a message is left in a prompt.</summary>
    public static bool IsBlank(string message) => Strip(message).IsEmpty;

    /// <summary>The beginning of an answer as it ends a prompt: its end stays as it is, since the model goes on from there.</summary>
    private protected static ReadOnlySpan<char> StripStart(string begun)
    {
        var text = begun.AsSpan();
        while (text is [var first, ..] && IsSpace(first))
        {
            text = text[1..];
        }

        return text;
    }

    /// <summary>Python's str.strip, which also takes the four information separators for white space.</summary>
    private protected static ReadOnlySpan<char> Strip(string message)
    {
        var text = StripStart(message);
        while (text is [.., var last] && IsSpace(last))
        {
            text = text[..^1];
        }

        return text;
    }

    private static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f';
}

using Llama.Prompts;

namespace Llama;

/// <summary>Renders dialogs into the text that a model continues, and counts its tokens.</summary>
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

    /// <summary>The name of the vocabulary of all counts. A stored count is only valid for its own vocabulary.</summary>
    public string Vocabulary => _tokenizer.Name;

    /// <summary>Whether the vocabulary has been loaded, so that counting is cheap.</summary>
    public bool IsVocabularyLoaded => _tokenizer.IsLoaded;

    /// <summary>The prompt. The template's own tags in messages are neutralised, so that they do not act as tags.</summary>
    public abstract string Render(Dialog dialog);

    /// <summary>
    /// The prompt tokens that Bedrock counts and bills for a dialog, including those that it adds. If it is unknown how the model
    /// tokenizes the template's tags, this is the larger of the possible counts.
    /// </summary>
    public int CountTokens(Dialog dialog) => CountPrompt(Render(dialog));

    /// <summary>The smaller of the possible counts.</summary>
    public int CountTokensAtLeast(Dialog dialog) => CountPromptAtLeast(Render(dialog));

    /// <summary><see cref="CountTokens"/> for a rendered prompt.</summary>
    public abstract int CountPrompt(string prompt);

    /// <summary><see cref="CountTokensAtLeast"/> for a rendered prompt.</summary>
    public virtual int CountPromptAtLeast(string prompt) => CountPrompt(prompt);

    /// <summary>The tokens that one answered turn adds to a dialog, by the larger of the possible counts.</summary>
    public abstract int CountTurn(Turn answered);

    /// <summary>The tokens of a text alone, for example of a part of a message.</summary>
    public int CountText(string text) => _tokenizer.Count(text);

    /// <summary>A lower bound of a text's tokens; needs no vocabulary.</summary>
    public int LowerBound(string text) => _tokenizer.LowerBound(text);

    /// <summary>An upper bound of a prompt's tokens; needs no vocabulary.</summary>
    public abstract int UpperBound(string prompt);

    /// <summary>An upper bound of the tokens of one answered turn; needs no vocabulary.</summary>
    public abstract int UpperBound(Turn answered);

    /// <summary>An upper bound of the tokens of a dialog's prompt; needs no vocabulary.</summary>
    public int UpperBound(Dialog dialog) => UpperBound(Render(dialog));

    /// <summary>Whether a message is empty after stripping.</summary>
    public static bool IsBlank(string message) => Strip(message).IsEmpty;

    /// <summary>Strips only the start of a begun answer, since the model continues at its end.</summary>
    private protected static ReadOnlySpan<char> StripStart(string begun)
    {
        var text = begun.AsSpan();
        while (text is [var first, ..] && IsSpace(first))
        {
            text = text[1..];
        }

        return text;
    }

    /// <summary>Like Python's str.strip, which also strips the four information separators.</summary>
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

using Llama.Prompts;

namespace Llama;

/// <summary>How a dialog becomes the one string that a model continues.</summary>
public abstract class PromptTemplate
{
    private protected PromptTemplate()
    {
    }

    /// <summary>Llama 2 Chat: byte for byte what Meta's reference implementation encodes, less the first <c>&lt;s&gt;</c>, which Bedrock adds.</summary>
    public static PromptTemplate Llama2 { get; } = new Llama2PromptTemplate();

    /// <summary>Llama 3, 3.1 and 3.3 Instruct, as Meta's reference implementation encodes it.</summary>
    public static PromptTemplate Llama3 { get; } = new HeaderPromptTemplate(HeaderTokens.Llama3, Tokenizer.Llama3);

    /// <summary>Llama 4 Instruct, as Meta's reference implementation encodes it.</summary>
    public static PromptTemplate Llama4 { get; } = new HeaderPromptTemplate(HeaderTokens.Llama4, Tokenizer.Llama4);

    /// <summary>Whether tokens are counted with the model's own vocabulary; otherwise counts are upper bounds.</summary>
    public abstract bool CountsExactly { get; }

    /// <summary>The prompt. The template's own tags inside any message are neutralised: they cannot act as tags.</summary>
    public abstract string Render(Dialog dialog);

    /// <summary>The prompt tokens that Bedrock counts and bills for a dialog, those that it adds included.</summary>
    public abstract int CountTokens(Dialog dialog);

    /// <summary>The same for a prompt that is rendered already.</summary>
    public abstract int CountPrompt(string prompt);

    /// <summary>The tokens that one answered turn adds to a prompt.</summary>
    public abstract int CountTurn(Turn answered);

    /// <summary>A number of tokens that a prompt cannot exceed; it needs no vocabulary.</summary>
    public abstract int UpperBound(string prompt);

    /// <summary>A number of tokens that one answered turn cannot exceed; it needs no vocabulary.</summary>
    public abstract int UpperBound(Turn answered);

    /// <summary>A number of tokens that a dialog's prompt cannot exceed; it needs no vocabulary.</summary>
    public int UpperBound(Dialog dialog) => UpperBound(Render(dialog));

    /// <summary>Python's str.strip, which also takes the four information separators for white space.</summary>
    private protected static ReadOnlySpan<char> Strip(string message)
    {
        var text = message.AsSpan();
        while (text is [var first, ..] && IsSpace(first))
        {
            text = text[1..];
        }

        while (text is [.., var last] && IsSpace(last))
        {
            text = text[..^1];
        }

        return text;
    }

    private static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f';
}

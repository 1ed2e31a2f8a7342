namespace Llama;

/// <summary>How a dialog becomes the one string that a model continues.</summary>
public abstract class PromptTemplate
{
    private protected PromptTemplate()
    {
    }

    /// <summary>Llama 2 Chat: byte for byte what Meta's reference implementation encodes, less the first <c>&lt;s&gt;</c>, which Bedrock adds.</summary>
    public static PromptTemplate Llama2 { get; } = new Llama2PromptTemplate();

    /// <summary>The prompt. The template's own tags inside any message are neutralised: they cannot act as tags.</summary>
    public abstract string Render(Dialog dialog);

    /// <summary>The exact number of prompt tokens that Bedrock counts and bills for a dialog, the first <c>&lt;s&gt;</c> included.</summary>
    public abstract int CountTokens(Dialog dialog);

    /// <summary>The exact number of tokens that one answered turn adds to a prompt.</summary>
    public abstract int CountTurn(Turn answered);
}

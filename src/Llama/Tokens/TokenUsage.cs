namespace Llama;

/// <summary>Tokens as Bedrock counts and bills them.</summary>
/// <param name="PromptTokens">Tokens read, the leading <c>&lt;s&gt;</c> included.</param>
/// <param name="CompletionTokens">Tokens generated.</param>
public readonly record struct TokenUsage(int PromptTokens, int CompletionTokens)
{
    /// <summary>Both together.</summary>
    public int TotalTokens => PromptTokens + CompletionTokens;
}

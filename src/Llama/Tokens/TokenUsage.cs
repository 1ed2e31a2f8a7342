namespace Llama;

/// <summary>Tokens as Bedrock counts and bills them.</summary>
/// <param name="PromptTokens">Prompt tokens, including the leading <c>&lt;s&gt;</c>.</param>
/// <param name="CompletionTokens">Generated tokens.</param>
public readonly record struct TokenUsage(int PromptTokens, int CompletionTokens)
{
    /// <summary>The sum of both.</summary>
    public int TotalTokens => PromptTokens + CompletionTokens;
}

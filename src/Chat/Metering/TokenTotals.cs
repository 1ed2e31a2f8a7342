using Llama;

namespace Chat.Metering;

/// <summary>The tokens of many answers, which may be more than one answer's counts can hold.</summary>
internal readonly record struct TokenTotals(long PromptTokens, long CompletionTokens)
{
    public long TotalTokens => PromptTokens + CompletionTokens;

    public static implicit operator TokenTotals(TokenUsage one) => new(one.PromptTokens, one.CompletionTokens);
}

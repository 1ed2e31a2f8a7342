using Llama;

namespace Chat.Http;

/// <summary>Tokens and their exact price, as every route tells them.</summary>
internal sealed record Usage(long PromptTokens, long CompletionTokens, long TotalTokens, decimal CostUsd)
{
    public static Usage Of(TokenUsage tokens, ModelPricing pricing) =>
        new(tokens.PromptTokens, tokens.CompletionTokens, tokens.TotalTokens, pricing.Cost(tokens));
}

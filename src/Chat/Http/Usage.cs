using System.Text.Json.Serialization;
using Llama;

namespace Chat.Http;

/// <summary>Tokens and their exact price, as they appear in answers.</summary>
internal sealed record Usage(long PromptTokens, long CompletionTokens, long TotalTokens, decimal CostUsd)
{
    /// <summary>The number of calls to the model, if it was more than one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Attempts { get; init; }

    public static Usage Of(TokenUsage tokens, ModelPricing pricing) =>
        new(tokens.PromptTokens, tokens.CompletionTokens, tokens.TotalTokens, pricing.Cost(tokens));
}

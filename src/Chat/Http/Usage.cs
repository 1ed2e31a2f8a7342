using System.Text.Json.Serialization;
using Llama;

namespace Chat.Http;

/// <summary>Tokens and their exact price, as every route tells them.</summary>
internal sealed record Usage(long PromptTokens, long CompletionTokens, long TotalTokens, decimal CostUsd)
{
    /// <summary>How often the model was asked for the answer, where that was more than once.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Attempts { get; init; }

    public static Usage Of(TokenUsage tokens, ModelPricing pricing) =>
        new(tokens.PromptTokens, tokens.CompletionTokens, tokens.TotalTokens, pricing.Cost(tokens));
}

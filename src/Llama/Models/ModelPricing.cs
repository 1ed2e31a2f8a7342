namespace Llama;

/// <summary>A model's prices in USD.</summary>
/// <param name="InputPer1K">Per 1,000 prompt tokens, on demand.</param>
/// <param name="OutputPer1K">Per 1,000 generated tokens, on demand.</param>
/// <param name="ProvisionedUnitPerHour">Per model unit and hour of provisioned throughput (one month's commitment); null if
/// unknown.</param>
public sealed record ModelPricing(decimal InputPer1K, decimal OutputPer1K, decimal? ProvisionedUnitPerHour = null)
{
    /// <summary>The exact price of <paramref name="usage"/> in USD, without rounding.</summary>
    public decimal Cost(TokenUsage usage) => ((usage.PromptTokens * InputPer1K) + (usage.CompletionTokens * OutputPer1K)) / 1000;
}

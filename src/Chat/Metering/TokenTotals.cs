using Chat.Http;
using Chat.Table;
using Llama;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Chat.Metering;

/// <summary>The tokens of many answers, in 64 bits.</summary>
internal readonly record struct TokenTotals(long PromptTokens, long CompletionTokens)
{
    public long TotalTokens => PromptTokens + CompletionTokens;

    public static implicit operator TokenTotals(TokenUsage one) => new(one.PromptTokens, one.CompletionTokens);

    public static TokenTotals Of(Item item) => new(item.Long("prompt_tokens"), item.Long("completion_tokens"));

    public Usage At(decimal costUsd) => new(PromptTokens, CompletionTokens, TotalTokens, costUsd);
}

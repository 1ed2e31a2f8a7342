using Llama;
using static Chat.Table.Attributes;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Chat.Metering;

/// <summary>The tokens of a generation, and their price.</summary>
internal readonly record struct TurnCost(TokenUsage Tokens, decimal Usd)
{
    /// <summary>The attributes that a generation adds to its turn, its conversation and its day.</summary>
    public const string Additions = "prompt_tokens :prompt, completion_tokens :completion, cost_usd :cost";

    /// <summary>Sets the values of <see cref="Additions"/>.</summary>
    public void AddTo(Item values)
    {
        values[":prompt"] = N(Tokens.PromptTokens);
        values[":completion"] = N(Tokens.CompletionTokens);
        values[":cost"] = N(Usd);
    }
}

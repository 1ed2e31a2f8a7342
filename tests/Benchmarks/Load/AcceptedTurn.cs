using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Benchmarks.Load;

/// <summary>What the API said of a turn, in a few bytes: texts are only compared.</summary>
internal readonly record struct AcceptedTurn(
    ulong Question,
    ulong Answer,
    int PromptTokens,
    int CompletionTokens,
    decimal CostUsd,
    string Status
)
{
    public static AcceptedTurn Of(string question, string answer, JsonNode usage, string status) =>
        new(
            Digest(question),
            Digest(answer),
            (int)usage["prompt_tokens"]!,
            (int)usage["completion_tokens"]!,
            (decimal)usage["cost_usd"]!,
            status
        );

    private static ulong Digest(string text) => BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

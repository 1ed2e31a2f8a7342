using System.Text.Json.Nodes;

namespace Benchmarks.Load;

/// <summary>What was found in the table, and what is wrong with it.</summary>
internal sealed record StoredCounts
{
    public int Conversations { get; init; }

    public int Turns { get; init; }

    /// <summary>Accepted, and not stored as it was accepted.</summary>
    public int Lost { get; init; }

    /// <summary>Stored, and not accepted, or stored twice.</summary>
    public int Duplicated { get; init; }

    /// <summary>Stored at another place in the conversation.</summary>
    public int Misplaced { get; init; }

    /// <summary>Owners whose list of conversations is not what they created.</summary>
    public int WrongLists { get; init; }

    /// <summary>Conversations whose own sums are not those of their turns.</summary>
    public int WrongSums { get; init; }

    /// <summary>Owners whose usage is not the sum over their turns.</summary>
    public int WrongUsages { get; init; }

    /// <summary>What GET /usage says, over all owners.</summary>
    public Sum Usage { get; init; } = new(0, 0, 0, 0);

    /// <summary>The sum over all stored turns.</summary>
    public Sum UsageOfTurns { get; init; } = new(0, 0, 0, 0);

    public bool IsRight => Lost + Duplicated + Misplaced + WrongLists + WrongSums + WrongUsages == 0;

    public static StoredCounts operator +(StoredCounts left, StoredCounts right) =>
        new()
        {
            Conversations = left.Conversations + right.Conversations,
            Turns = left.Turns + right.Turns,
            Lost = left.Lost + right.Lost,
            Duplicated = left.Duplicated + right.Duplicated,
            Misplaced = left.Misplaced + right.Misplaced,
            WrongLists = left.WrongLists + right.WrongLists,
            WrongSums = left.WrongSums + right.WrongSums,
            WrongUsages = left.WrongUsages + right.WrongUsages,
            Usage = left.Usage + right.Usage,
            UsageOfTurns = left.UsageOfTurns + right.UsageOfTurns,
        };
}

/// <summary>Turns and what they used.</summary>
internal sealed record Sum(int Turns, long PromptTokens, long CompletionTokens, decimal CostUsd)
{
    public static Sum operator +(Sum left, Sum right) =>
        new(
            left.Turns + right.Turns,
            left.PromptTokens + right.PromptTokens,
            left.CompletionTokens + right.CompletionTokens,
            left.CostUsd + right.CostUsd
        );

    public static Sum Of(AcceptedTurn turn) => new(1, turn.PromptTokens, turn.CompletionTokens, turn.CostUsd);

    public static Sum Of(int turns, JsonNode usage) =>
        new(turns, (long)usage["prompt_tokens"]!, (long)usage["completion_tokens"]!, (decimal)usage["cost_usd"]!);
}

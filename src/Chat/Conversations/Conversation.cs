using Chat.Metering;
using Llama;

namespace Chat.Conversations;

/// <summary>A conversation record: everything but the turns.</summary>
internal sealed record Conversation
{
    public required string Id { get; init; }

    /// <summary>The caller's title, or the first words of the first message; null until there is either.</summary>
    public string? Title { get; init; }

    public string? SystemPrompt { get; init; }

    public InferenceParameters Parameters { get; init; } = InferenceParameters.Default;

    /// <summary>The conversation's own model; null for the current default of the deployment.</summary>
    public string? Model { get; init; }

    /// <summary>Whether lists omit it unless they ask for archived conversations.</summary>
    public bool IsArchived { get; init; }

    /// <summary>The number of the newest counted turn; the sums include all turns up to it.</summary>
    public int Turns { get; init; }

    /// <summary>
    /// The turn that the next message follows, 0 for the start; null in records from before branches existed.
    /// </summary>
    public int? ActiveTurn { get; init; }

    /// <summary>The tokens of all counted turns.</summary>
    public TokenTotals Usage { get; init; }

    public decimal CostUsd { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The time of the last activity.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

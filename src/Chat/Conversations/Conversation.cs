using Chat.Metering;
using Llama;

namespace Chat.Conversations;

/// <summary>A conversation's head: everything but its turns.</summary>
internal sealed record Conversation
{
    public required string Id { get; init; }

    /// <summary>The caller's, or the first words of the first message; null until there is either.</summary>
    public string? Title { get; init; }

    public string? SystemPrompt { get; init; }

    public InferenceParameters Parameters { get; init; } = InferenceParameters.Default;

    /// <summary>The model that it was given; null for the deployment's default, whichever that is.</summary>
    public string? Model { get; init; }

    /// <summary>Whether lists leave it out unless they are asked for what is archived.</summary>
    public bool IsArchived { get; init; }

    /// <summary>The number of the newest turn that is counted; the sums are those of all turns up to it.</summary>
    public int Turns { get; init; }

    /// <summary>
    /// The turn that the next message follows, 0 for the start; null in records that were stored before there were branches.
    /// </summary>
    public int? ActiveTurn { get; init; }

    /// <summary>What its turns took, all together.</summary>
    public TokenTotals Usage { get; init; }

    public decimal CostUsd { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The last activity.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

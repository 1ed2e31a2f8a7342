namespace Chat.Tests.Exploration;

/// <summary>Who uses a conversation at the same time.</summary>
/// <param name="Actors">They.</param>
internal sealed record Scene(params IReadOnlyList<Func<World, Actor>> Actors)
{
    /// <summary>How many mishaps there may be in a run.</summary>
    public int Mishaps { get; init; } = 1;

    /// <summary>What the day allows, in USD; null for no limits.</summary>
    public string? BudgetUsd { get; init; }

    /// <summary>Whether answers are saved while they are generated, which also renews their leases and sees that they are cancelled.</summary>
    public bool SavesText { get; init; } = true;

    public bool HasDeletion { get; init; }
}

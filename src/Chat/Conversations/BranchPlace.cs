namespace Chat.Conversations;

/// <summary>The position of a turn on a branch. A turn without it follows the turn before it, and so do all before that one.</summary>
/// <param name="Parent">The turn that it follows; 0 for the start of the conversation.</param>
/// <param name="Depth">The number of turns before it on its path.</param>
/// <param name="Run">The first turn of the consecutive numbers at the end of its path.</param>
/// <param name="Fork">The turn that <paramref name="Run"/> follows; 0 for the start of the conversation.</param>
internal sealed record BranchPlace(int Parent, int Depth, int Run, int Fork)
{
    /// <summary>The position of a new turn.</summary>
    /// <param name="number">The new turn's number.</param>
    /// <param name="parent">The turn that it follows; null for the start of the conversation.</param>
    /// <returns>Null if the whole path has consecutive numbers.</returns>
    public static BranchPlace? Of(int number, ConversationTurn? parent) =>
        (number - 1 == (parent?.Number ?? 0), parent) switch
        {
            (true, null or { Branch: null }) => null,
            (true, _) => parent.Branch with { Parent = parent.Number, Depth = parent.Depth + 1 },
            (false, null) => new(Parent: 0, Depth: 0, Run: number, Fork: 0),
            (false, _) => new(parent.Number, parent.Depth + 1, Run: number, Fork: parent.Number),
        };
}

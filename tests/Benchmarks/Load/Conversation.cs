namespace Benchmarks.Load;

/// <summary>A conversation and what was accepted in it, in order.</summary>
internal sealed class Conversation(string id)
{
    public string Id { get; } = id;

    public List<AcceptedTurn> Turns { get; } = [];

    public int NextTurn => Turns.Count + 1;

    /// <summary>The text of the last message, for answering it again.</summary>
    public string LastQuestion { get; set; } = "";

    /// <summary>Whether an error left it unknown which turns there are; only those that are known are compared.</summary>
    public bool IsSpoiled { get; set; }
}

using Chat.Http;

namespace Chat.Table;

/// <summary>A stored item that this version cannot read: it was damaged, or written by a later one.</summary>
/// <param name="sortKey">The item's sort key; its partition key is the caller's own.</param>
/// <param name="cause">What is wrong with it.</param>
internal sealed class UnreadableItemException(string sortKey, Exception cause)
    : Exception($"{Code}: {sortKey} ({cause.GetType().Name}).", cause),
        IProblem
{
    /// <summary>What an operator searches the logs for.</summary>
    public const string Code = "item_unreadable";

    public ProblemException ToProblem() =>
        new(ProblemKind.Internal, $"Stored data cannot be read. Tell the operator the request id; the log has {Code} with it.");
}

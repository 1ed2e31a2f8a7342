using Chat.Http;

namespace Chat.Table;

/// <summary>A stored item that this version cannot read: damaged, or written by a later version.</summary>
/// <param name="sortKey">The item's sort key; its partition key is the caller's own.</param>
/// <param name="cause">What is wrong with it.</param>
internal sealed class UnreadableItemException(string sortKey, Exception cause)
    : Exception($"{Code}: {sortKey} ({cause.GetType().Name}).", cause),
        IProblem
{
    /// <summary>The code in the log that operators can search for.</summary>
    public const string Code = "item_unreadable";

    public ProblemException ToProblem() =>
        new(ProblemKind.Internal, $"Stored data cannot be read. Tell the operator the request id; the log has {Code} with it.");
}

using Amazon.Lambda.Core;

namespace Chat.Conversations;

/// <summary>Keeps a conversation's sums equal to those of its turns.</summary>
/// <remarks>
/// A turn is stored before it is counted, so a count can be missing: the process died in between, or DynamoDB failed.
/// Whoever next reads the conversation or ends a turn notices it by the newest turn, and adds all turns up again.
/// </remarks>
internal sealed class Totals(ConversationStore conversations, TurnStore turns)
{
    /// <summary>Whether the newest turn has ended and is not in the sums.</summary>
    public static bool AreBehind(Conversation conversation, ConversationTurn? newest) =>
        newest is { Status: not TurnStatus.Generating }
        && (newest.Number > conversation.Turns || (conversation.Counted is { } counted && counted != newest.Lease));

    /// <summary>Counts a turn that has ended. A failure is logged and never thrown: the turn is stored, and its answer is given.</summary>
    /// <returns>False if the conversation is gone.</returns>
    public async Task<bool> TryCountAsync(OpenTurn open, ConversationTurn ended)
    {
        try
        {
            return open.TotalsAreBehind
                ? await RepairAsync(
                    open.Owner,
                    open.Conversation,
                    ended,
                    ActiveTurn.After(ended, open.ActiveBefore),
                    CancellationToken.None
                )
                : await conversations.CountAsync(
                    open.Owner,
                    open.Conversation.Id,
                    ended,
                    ActiveTurn.After(ended, open.ActiveBefore),
                    CancellationToken.None
                );
        }
        catch (Exception failure)
        {
            LambdaLogger.Log(LogLevel.Error, failure, "turn_not_counted {Conversation} {Turn}", open.Conversation.Id, ended.Number);
            return true;
        }
    }

    /// <summary>Adds all turns up again. If somebody else has counted meanwhile, the sums stay as they are.</summary>
    /// <returns>False if the conversation is gone.</returns>
    public async Task<bool> RepairAsync(
        string owner,
        Conversation seen,
        ConversationTurn newest,
        int active,
        CancellationToken cancellationToken
    )
    {
        var (tokens, usd) = await turns.SumAsync(owner, seen.Id, cancellationToken);
        var first = seen.Title is null && newest.Number > 1 ? await turns.FindAsync(owner, seen.Id, 1, cancellationToken) : newest;

        return await conversations.TryRecountAsync(owner, seen, newest, active, (first ?? newest).User, tokens, usd, cancellationToken)
            || await conversations.ExistsAsync(owner, seen.Id, cancellationToken);
    }
}

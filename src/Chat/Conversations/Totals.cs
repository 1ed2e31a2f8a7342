using Amazon.Lambda.Core;

namespace Chat.Conversations;

/// <summary>Keeps a conversation's sums equal to those of its turns.</summary>
/// <remarks>
/// The record stores the number of the last counted turn, and its sums include exactly the turns up to it, because a turn begins only
/// when the one before it can cost nothing more. A turn is added if all turns before it are counted. Otherwise a process died or a write
/// failed in between, and the sums are computed from all turns.
/// </remarks>
internal sealed class Totals(ConversationStore conversations, TurnStore turns)
{
    /// <summary>Whether the newest turn has ended but is not counted.</summary>
    public static bool AreBehind(Conversation conversation, ConversationTurn? newest) =>
        newest is { Status: not TurnStatus.Generating } && newest.Number > conversation.Turns;

    /// <summary>Counts a turn that has ended. A failure is only logged: the turn is stored, and the client has its answer.</summary>
    /// <returns>False if the conversation is gone.</returns>
    public async Task<bool> TryCountAsync(OpenTurn open, ConversationTurn ended)
    {
        var (owner, id) = (open.Owner, open.Conversation.Id);
        var active = ActiveTurn.After(ended, open.ActiveBefore);
        try
        {
            return await conversations.TryCountAsync(owner, id, ended, active, CancellationToken.None)
                || await RepairAsync(owner, id, ended, active, CancellationToken.None);
        }
        catch (Exception failure)
        {
            LambdaLogger.Log(LogLevel.Error, failure, "turn_not_counted {Conversation} {Turn}", id, ended.Number);
            return true;
        }
    }

    /// <summary>Computes the sums from all turns up to one that has ended, unless it is counted.</summary>
    /// <returns>False if the conversation is gone.</returns>
    public async Task<bool> RepairAsync(string owner, string id, ConversationTurn upTo, int active, CancellationToken cancellationToken)
    {
        if (await conversations.FindAsync(owner, id, cancellationToken) is not { } seen)
        {
            return false;
        }

        if (seen.Turns >= upTo.Number)
        {
            return true;
        }

        var (tokens, usd) = await turns.SumAsync(owner, id, upTo.Number, cancellationToken);
        var first = seen.Title is null && upTo.Number > 1 ? await turns.FindAsync(owner, id, 1, cancellationToken) : upTo;

        return await conversations.TryRecountAsync(owner, id, upTo.Number, active, (first ?? upTo).User, tokens, usd, cancellationToken)
            || await conversations.ExistsAsync(owner, id, cancellationToken);
    }
}

using Amazon.Lambda.Core;

namespace Chat.Conversations;

/// <summary>Keeps a conversation's sums equal to those of its turns.</summary>
/// <remarks>
/// The record says up to which turn it has counted, and its sums are those of exactly these turns: a turn begins only when the one
/// before it can cost nothing more. So a turn is added if all before it are counted; otherwise a process died or a write failed in
/// between, and all turns are added up again.
/// </remarks>
internal sealed class Totals(ConversationStore conversations, TurnStore turns)
{
    /// <summary>Whether the newest turn has ended and is not in the sums.</summary>
    public static bool AreBehind(Conversation conversation, ConversationTurn? newest) =>
        newest is { Status: not TurnStatus.Generating } && newest.Number > conversation.Turns;

    /// <summary>Counts a turn that has ended. A failure is logged and never thrown: the turn is stored, and its answer is given.</summary>
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

    /// <summary>Adds all turns up again, up to one that has ended, unless it is counted.</summary>
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

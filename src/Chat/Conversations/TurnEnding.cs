namespace Chat.Conversations;

/// <summary>Stores the end of a turn: its text first, then its usage.</summary>
/// <remarks>
/// Once the text is stored, the answer is sent, since nothing can change it any more. If the process dies before the rest, the turn is
/// missing in the conversation's sums, which are recomputed later, and in the day's usage; with a budget, its reservation stays. The
/// reverse order could lose the text.
/// </remarks>
internal sealed class TurnEnding(TurnStore turns, Totals totals, ConversationDeletion deletion)
{
    /// <summary>Stores the ended turn. Not cancellable, because its text has been paid for.</summary>
    /// <returns>False if it is gone, or its lease has expired: then its text is stored, but it does not count.</returns>
    public async Task<bool> TryStoreAsync(OpenTurn open, ConversationTurn ended)
    {
        var (owner, id) = (open.Owner, open.Conversation.Id);
        if (await turns.TryEndAsync(owner, id, ended, CancellationToken.None))
        {
            return true;
        }

        await turns.TryKeepLateAsync(owner, id, ended, CancellationToken.None);
        return false;
    }

    /// <summary>Counts the turn in its conversation and books its cost.</summary>
    /// <param name="open">The turn as it began.</param>
    /// <param name="stored">The stored turn; null if storing failed. It has been paid for in any case.</param>
    public async Task BookAsync(OpenTurn open, ConversationTurn? stored)
    {
        // Two items, written in parallel.
        var counting = stored is null ? Task.FromResult(false) : totals.TryCountAsync(open, stored);
        await open.Charge.SettleAsync();
        if (!await counting)
        {
            await deletion.DeleteRestAsync(open.Owner, open.Conversation.Id);
        }
    }
}

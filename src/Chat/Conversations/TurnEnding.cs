namespace Chat.Conversations;

/// <summary>Writes down the end of a turn: its text first, then what it took.</summary>
/// <remarks>
/// Once the text is stored, the client can be told: nothing after that can change the answer. A process that dies before the rest
/// leaves a turn that is missing in the conversation's sums, which are then added up again, and in the day's usage; with a budget,
/// what was reserved for it stays in it. The other order would lose the text.
/// </remarks>
internal sealed class TurnEnding(TurnStore turns, Totals totals, ConversationDeletion deletion)
{
    /// <summary>Stores the turn as it ended. Not cancellable: what was paid for is kept.</summary>
    /// <returns>False if it is gone, or was taken for dead: then its text is kept, but it does not count.</returns>
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
    /// <param name="stored">As it is stored; null if that failed. It is paid for all the same.</param>
    public async Task BookAsync(OpenTurn open, ConversationTurn? stored)
    {
        // Record and usage are items of their own: neither write waits for the other.
        var counting = stored is null ? Task.FromResult(false) : totals.TryCountAsync(open, stored);
        await open.Charge.SettleAsync();
        if (!await counting)
        {
            await deletion.DeleteRestAsync(open.Owner, open.Conversation.Id);
        }
    }
}

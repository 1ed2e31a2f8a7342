namespace Chat.Conversations;

/// <summary>The turn that the next message follows.</summary>
internal static class ActiveTurn
{
    /// <summary>
    /// What is written with the count of a turn is derived until then: a turn that says something is active from its first word.
    /// </summary>
    /// <param name="conversation">The record.</param>
    /// <param name="newest">The newest turn as it is seen now; null if there is none.</param>
    /// <returns>0 for the start of the conversation.</returns>
    public static int Of(Conversation conversation, ConversationTurn? newest)
    {
        var isDerived = conversation.ActiveTurn is null || newest?.Number > conversation.Turns;
        if (newest is not null && isDerived && (newest.Status == TurnStatus.Generating || newest.SaysSomethingNew))
        {
            return newest.Number;
        }

        // Where more than the newest is still to be counted, the record does not know what went before it.
        return newest?.Number > conversation.Turns + 1 ? newest.Parent : conversation.ActiveTurn ?? newest?.Parent ?? 0;
    }

    /// <summary>The active turn after a turn has ended: an attempt that came to nothing changes nothing.</summary>
    public static int After(ConversationTurn ended, int before) => ended.SaysSomethingNew ? ended.Number : before;

    /// <summary>The turn whose message is answered again, or whose answer is continued, where the request names none.</summary>
    /// <param name="active">The active turn.</param>
    /// <param name="newest">The newest turn; null if there is none.</param>
    /// <returns>The last attempt to go on from the active turn if it came to nothing; else the active turn.</returns>
    public static int OrAttempt(int active, ConversationTurn? newest) =>
        newest is { SaysSomethingNew: false } && newest.Parent == active ? newest.Number : active;
}

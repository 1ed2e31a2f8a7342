namespace Chat.Conversations;

/// <summary>The turn that the next message follows.</summary>
internal static class ActiveTurn
{
    /// <summary>
    /// The record stores the active turn when it counts a turn. Until then it is derived: a turn with text is active from its first word
    /// on.
    /// </summary>
    /// <param name="conversation">The conversation record.</param>
    /// <param name="newest">The newest turn in its current state; null if there is none.</param>
    /// <returns>0 for the start of the conversation.</returns>
    public static int Of(Conversation conversation, ConversationTurn? newest)
    {
        var isDerived = conversation.ActiveTurn is null || newest?.Number > conversation.Turns;
        if (newest is not null && isDerived && (newest.Status == TurnStatus.Generating || newest.SaysSomethingNew))
        {
            return newest.Number;
        }

        // If more than the newest turn is not counted yet, the record may be out of date.
        return newest?.Number > conversation.Turns + 1 ? newest.Parent : conversation.ActiveTurn ?? newest?.Parent ?? 0;
    }

    /// <summary>The active turn after a turn has ended. An attempt without any text changes nothing.</summary>
    public static int After(ConversationTurn ended, int before) => ended.SaysSomethingNew ? ended.Number : before;

    /// <summary>The turn to regenerate or to continue, if the request does not name one.</summary>
    /// <param name="active">The active turn.</param>
    /// <param name="newest">The newest turn; null if there is none.</param>
    /// <returns>The last attempt after the active turn if it has no text; else the active turn.</returns>
    public static int OrAttempt(int active, ConversationTurn? newest) =>
        newest is { SaysSomethingNew: false } && newest.Parent == active ? newest.Number : active;
}

namespace Chat.Conversations;

/// <summary>How much of each text a turn may hold, in bytes of UTF-8. DynamoDB takes 400 KB an item, names included.</summary>
/// <remarks>Together with a turn's citations and bookkeeping the largest texts stay below that, so that the end of a turn always
/// fits.</remarks>
internal static class ItemLimits
{
    /// <summary>What a user says in one message.</summary>
    public const int MaxContentBytes = 128 * 1024;

    /// <summary>What is kept of one answer; 2,048 tokens of ordinary text are 10 KB.</summary>
    public const int MaxAnswerBytes = 192 * 1024;
}

namespace Chat.Conversations;

/// <summary>The largest texts of a turn, in bytes of UTF-8. DynamoDB's limit for an item is 400 KB, including names.</summary>
/// <remarks>
/// Together with citations and other attributes they stay below that limit, so that the end of a turn can always be stored.
/// </remarks>
internal static class ItemLimits
{
    /// <summary>A user's message.</summary>
    public const int MaxContentBytes = 128 * 1024;

    /// <summary>An answer; 2,048 tokens of ordinary text are 10 KB.</summary>
    public const int MaxAnswerBytes = 192 * 1024;
}

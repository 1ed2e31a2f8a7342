using System.Text.Json.Serialization;

namespace Chat.Conversations;

/// <summary>A user's feedback on an answer.</summary>
/// <param name="Rating"><c>up</c> or <c>down</c>.</param>
/// <param name="Reason">A short reason, for example one of a page's buttons; null for none.</param>
/// <param name="Comment">The user's own words; null for none.</param>
/// <param name="UpdatedAt">The time of the last change.</param>
internal sealed record Feedback(
    string Rating,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Comment,
    string UpdatedAt
)
{
    public const int MaxReasonBytes = 100;
    public const int MaxCommentBytes = 4 * 1024;
}

using System.Text;
using Chat.Http;

namespace Chat.Conversations;

/// <summary>Which conversations a list shows.</summary>
/// <param name="IsArchived">Those that are archived, or those that are not.</param>
/// <param name="Title">What their title holds, folded; null for any title.</param>
internal sealed record ConversationFilter(bool IsArchived, string? Title)
{
    /// <summary>Whether few conversations may match, so that many are read at a time.</summary>
    public bool IsSelective => IsArchived || Title is not null;

    /// <exception cref="ProblemException">A parameter is not what it should be.</exception>
    public static ConversationFilter Read(ApiRequest request) =>
        new(
            request.Query("archived") switch
            {
                null or "false" => false,
                "true" => true,
                _ => throw ProblemException.Invalid("archived", "must be true or false"),
            },
            request.Query("q") is not { } text ? null
                : Encoding.UTF8.GetByteCount(text) <= ConversationRoutes.MaxTitleBytes
                && FoldedText.Of(text).Trim() is { Length: > 0 } folded
                    ? folded
                : throw ProblemException.Invalid(
                    "q",
                    $"must have 1 to {ConversationRoutes.MaxTitleBytes} bytes, and not of white space alone"
                )
        );

    public bool Matches(Conversation conversation) =>
        conversation.IsArchived == IsArchived
        && (Title is null || (conversation.Title is { } title && FoldedText.Of(title).Contains(Title, StringComparison.Ordinal)));

    /// <summary>Binds a cursor to the list that it goes on with.</summary>
    public string Scope(string owner) =>
        (IsArchived, Title) switch
        {
            (false, null) => $"{owner}\0conversations",
            _ => $"{owner}\0conversations\0{IsArchived}\0{Title}",
        };
}

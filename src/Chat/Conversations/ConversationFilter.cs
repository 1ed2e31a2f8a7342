using System.Text;
using Chat.Http;

namespace Chat.Conversations;

/// <summary>The filter of a list of conversations.</summary>
/// <param name="IsArchived">Whether to list archived conversations or the others.</param>
/// <param name="Title">Text that the title contains, folded; null for any title.</param>
internal sealed record ConversationFilter(bool IsArchived, string? Title)
{
    /// <summary>Whether few conversations may match, so that many are read at a time.</summary>
    public bool IsSelective => IsArchived || Title is not null;

    /// <exception cref="ProblemException">A parameter is not valid.</exception>
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

    /// <summary>The scope that binds a cursor to its list.</summary>
    public string Scope(string owner) =>
        (IsArchived, Title) switch
        {
            (false, null) => $"{owner}\0conversations",
            _ => $"{owner}\0conversations\0{IsArchived}\0{Title}",
        };
}

using System.Globalization;
using Chat.Http;

namespace Chat.Conversations;

/// <summary>The messages of a conversation, and the way to stop the one that is being generated.</summary>
internal sealed class TurnRoutes(ConversationStore conversations, TurnStore turns, TimeProvider time)
{
    public async Task<Reply> ListAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var conversation = await ConversationRoutes.FindAsync(conversations, request, cancellationToken).ConfigureAwait(false);
        var (limit, ascending) = (Paging.Limit(request), Paging.IsAscending(request));
        var scope = $"{request.Owner}\0{conversation.Id}\0{ascending}";
        var after = request.Query("cursor") is { } cursor ? Position(Cursor.Read(scope, cursor)) : (int?)null;

        // A turn is two messages, so a page can end in the middle of one: positions count messages, from 0.
        var turnBefore = after switch
        {
            null => null,
            { } position when ascending => (position + 1) / 2,
            { } position => (int?)((position / 2) + 2),
        };
        var found = await turns
            .ListAsync(request.Owner!, conversation.Id, turnBefore is 0 ? null : turnBefore, ascending, (limit / 2) + 2, cancellationToken)
            .ConfigureAwait(false);
        var messages = found
            .SelectMany(turn => ascending ? MessageBody.Of(turn.SeenAt(time.GetUtcNow())) : MessageBody.Of(turn.SeenAt(time.GetUtcNow())).Reverse())
            .SkipWhile(message => after is { } position && (ascending ? PositionOf(message) <= position : PositionOf(message) >= position))
            .ToList();

        return Paging.Reply(
            messages, limit, ChatJson.Api.MessageBody, last => Cursor.Write(scope, PositionOf(last).ToString(CultureInfo.InvariantCulture)));
    }

    public async Task<Reply> CancelAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var conversation = await ConversationRoutes.FindAsync(conversations, request, cancellationToken).ConfigureAwait(false);
        var newest = await turns.NewestAsync(request.Owner!, conversation.Id, cancellationToken).ConfigureAwait(false);
        var isCancelling = (newest?.IsGenerating(time.GetUtcNow()) ?? false)
            && await turns.TryCancelAsync(request.Owner!, conversation.Id, newest.Number, cancellationToken).ConfigureAwait(false);

        // To stop what has stopped already is no mistake.
        return Reply.Json(
            new(conversation.Id, isCancelling ? newest!.Number : null, isCancelling), ChatJson.Api.CancelBody, isCancelling ? 202 : 200);
    }

    // Turns have numbers of six digits.
    private static int Position(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position) && position < 2_000_000 ? position : throw Cursor.IsWrong();

    private static int PositionOf(MessageBody message) => ((message.Turn - 1) * 2) + (message.Role == "user" ? 0 : 1);
}

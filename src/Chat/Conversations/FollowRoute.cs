using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Chat.Configuration;
using Chat.Http;

namespace Chat.Conversations;

/// <summary>
/// GET /conversations/{id}/messages/{turn}: one turn as JSON, or as events until its end, whichever process generates it.
/// </summary>
internal sealed class FollowRoute(
    ChatSettings settings,
    ConversationStore conversations,
    TurnStore turns,
    BranchStore branches,
    TimeProvider time
)
{
    // The text is saved every one to three seconds, and the end should be noticed soon.
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(700);

    public async Task<Reply> GetAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var (owner, id, number) = (request.Owner!, ConversationRoutes.IdOf(request), NumberOf(request));
        var finding = turns.FindAsync(owner, id, number, cancellationToken);
        var conversation = await ConversationRoutes.FindAsync(conversations, request, cancellationToken);
        var turn = await finding ?? throw NoSuchTurn();
        if (request.WantsEventStream)
        {
            return Follow(owner, conversation, turn);
        }

        turn = turn.SeenAt(time.GetUtcNow());
        var versions = await branches.VersionsAsync(owner, id, [turn], cancellationToken);

        var active = turn.Number > conversation.Turns ? ActiveTurn.Of(conversation, turn) : conversation.ActiveTurn ?? conversation.Turns;

        return Reply.Json(TurnBody.Of(id, turn, versions(turn), active), ChatJson.Api.TurnBody);
    }

    /// <summary>The text of a turn so far, then the rest as it is saved, then its end.</summary>
    public Reply Follow(string owner, Conversation conversation, ConversationTurn turn) =>
        Reply.Stream(EventsAsync(owner, conversation, turn));

    private async IAsyncEnumerable<ServerSentEvent> EventsAsync(
        string owner,
        Conversation conversation,
        ConversationTurn turn,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var sent = 0;
        while (true)
        {
            turn = turn.SeenAt(time.GetUtcNow());
            if (turn.Assistant.Length > sent)
            {
                yield return MessageRoute.Delta(turn.Assistant[sent..]);
                sent = turn.Assistant.Length;
            }

            if (turn.Status != TurnStatus.Generating)
            {
                break;
            }

            await Task.Delay(_pause, time, cancellationToken);
            turn = await turns.FindAsync(owner, conversation.Id, turn.Number, cancellationToken) ?? throw NoSuchTurn();
        }

        if (turn.Status == TurnStatus.Failed)
        {
            throw Failed(conversation.Id, turn);
        }

        yield return new(
            ChatJson.Utf8(AnswerBody.Of(settings.For(conversation.Model), conversation.Id, turn, ActiveTurn.After(turn, turn.Parent))),
            "done"
        );
    }

    private static int NumberOf(ApiRequest request) =>
        MessageRequest.Number(request.PathParameter("turn")) is { } number and > 0 ? number : throw NoSuchTurn();

    private static ProblemException NoSuchTurn() => new(ProblemKind.NotFound, "There is no such turn.");

    private static ProblemException Failed(string id, ConversationTurn turn) =>
        new(
            ProblemKind.OfCode(turn.StopReason) ?? ProblemKind.ModelError,
            "The answer failed. Its text so far is kept: it can be continued, or generated again."
        )
        {
            Extensions = new Dictionary<string, JsonNode?>
            {
                ["conversation_id"] = id,
                ["turn"] = turn.Number,
                ["stop_reason"] = turn.StopReason,
            },
        };
}

using Chat.Configuration;
using Chat.Http;

namespace Chat.Conversations;

/// <summary>Lists the messages of a conversation, and cancels the turn in progress.</summary>
internal sealed class TurnRoutes(
    ChatSettings settings,
    ConversationStore conversations,
    TurnStore turns,
    BranchStore branches,
    TimeProvider time
)
{
    public async Task<Reply> ListAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var (owner, id) = (request.Owner!, ConversationRoutes.IdOf(request));
        var (limit, ascending, isPath) = (Paging.Limit(request), Paging.IsAscending(request), IsPath(request));
        var scope = $"{owner}\0{id}\0{ascending}\0{isPath}";
        var after = request.Query("cursor") is { } cursor ? MessagePosition.Read(Cursor.Read(scope, cursor)) : (MessagePosition?)null;
        var named = LeafOf(request, isPath);

        var finding = turns.NewestAsync(owner, id, cancellationToken);
        var conversation = await ConversationRoutes.FindAsync(conversations, request, cancellationToken);
        var newest = (await finding)?.SeenAt(time.GetUtcNow());
        var leaf = !isPath ? 0 : named ?? after?.Leaf ?? ActiveTurn.Of(conversation, newest);
        if (leaf > (newest?.Number ?? 0))
        {
            throw MessageRequest.IsNoTurn("leaf");
        }

        var found = await PageAsync(new(turns, owner, id), after, leaf, ascending, isPath, (limit / 2) + 2, newest, cancellationToken);

        // If the newest turn's path contains all numbers, there are no branches.
        var versions = newest is null or { Branch: null } ? _ => 1 : await branches.VersionsAsync(owner, id, found, cancellationToken);
        var window = settings.For(conversation.Model).ContextWindow;
        var messages = found
            .Select(turn => MessageBody.Of(turn.SeenAt(time.GetUtcNow()), versions(turn), window))
            .SelectMany(pair => ascending ? pair : pair.Reverse())
            .SkipWhile(message => after is { } position && !position.IsBefore(message, ascending))
            .ToList();

        return Paging.Reply(
            messages,
            limit,
            ChatJson.Api.MessageBody,
            last => Cursor.Write(scope, new MessagePosition(last.Turn, last.Role == "assistant", leaf).ToString())
        );
    }

    public async Task<Reply> CancelAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var conversation = await ConversationRoutes.FindAsync(conversations, request, cancellationToken);
        var newest = await turns.NewestAsync(request.Owner!, conversation.Id, cancellationToken);
        var isCancelling =
            (newest?.IsGenerating(time.GetUtcNow()) ?? false)
            && await turns.TryCancelAsync(request.Owner!, conversation.Id, newest.Number, cancellationToken);

        // Cancelling a turn that has ended is not an error.
        return Reply.Json(
            new(conversation.Id, isCancelling ? newest!.Number : null, isCancelling),
            ChatJson.Api.CancelBody,
            isCancelling ? 202 : 200
        );
    }

    private static async Task<IReadOnlyList<ConversationTurn>> PageAsync(
        MessageList list,
        MessagePosition? after,
        int leaf,
        bool ascending,
        bool isPath,
        int limit,
        ConversationTurn? newest,
        CancellationToken cancellationToken
    )
    {
        // If a page ended within a turn, the next page begins with that turn.
        int? turnBefore =
            after is not { } position ? null
            : ascending ? (position.IsAnswer ? position.Turn : position.Turn - 1)
            : position.Turn + 1;

        return (isPath, ascending) switch
        {
            (false, _) => await list.AllAsync(turnBefore, ascending, limit, cancellationToken),
            _ when leaf == 0 => [],
            (_, false) => await list.NewestFirstAsync(after?.Turn ?? leaf, limit, cancellationToken),
            _ => await list.OldestFirstAsync(
                await LeafAsync(list, leaf, newest, cancellationToken),
                turnBefore ?? 0,
                limit,
                cancellationToken
            ),
        };
    }

    private static async Task<ConversationTurn> LeafAsync(
        MessageList list,
        int leaf,
        ConversationTurn? newest,
        CancellationToken cancellationToken
    ) =>
        newest?.Number == leaf ? newest
        : await list.NewestFirstAsync(leaf, 1, cancellationToken) is [var found] ? found
        : throw MessageRequest.IsNoTurn("leaf");

    /// <exception cref="ProblemException">Neither path nor all.</exception>
    private static bool IsPath(ApiRequest request) =>
        request.Query("view") switch
        {
            null or "path" => true,
            "all" => false,
            _ => throw ProblemException.Invalid("view", "must be path or all"),
        };

    private static int? LeafOf(ApiRequest request, bool isPath) =>
        request.Query("leaf") is not { } text ? null
        : !isPath ? throw ProblemException.Invalid("leaf", "goes with view=path")
        : MessageRequest.Number(text) is { } leaf and > 0 ? leaf
        : throw MessageRequest.IsNoTurn("leaf");
}

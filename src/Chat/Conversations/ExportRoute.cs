using System.Runtime.CompilerServices;
using Chat.Configuration;
using Chat.Http;

namespace Chat.Conversations;

/// <summary>GET /conversations/{id}/export: all turns in order, read and sent page by page to limit memory.</summary>
internal sealed class ExportRoute(
    ChatSettings settings,
    ConversationStore conversations,
    TurnStore turns,
    BranchStore branches,
    TimeProvider time
)
{
    // 8 MB of the largest possible turns.
    private const int PageSize = 25;

    public async Task<Reply> GetAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var isMarkdown = request.Query("format") switch
        {
            null or "json" => false,
            "markdown" => true,
            _ => throw ProblemException.Invalid("format", "must be json or markdown"),
        };
        var conversation = await ConversationRoutes.FindAsync(conversations, request, cancellationToken);
        var pages = PagesAsync(request.Owner!, conversation.Id, cancellationToken);

        return isMarkdown
            ? Reply.Download(
                MarkdownExport.WriteAsync(conversation, pages),
                "text/markdown; charset=utf-8",
                $"conversation-{conversation.Id}.md"
            )
            : Reply.Download(
                JsonExport.WriteAsync(
                    conversation,
                    settings,
                    pages,
                    page => branches.VersionsAsync(request.Owner!, conversation.Id, page, cancellationToken)
                ),
                "application/json",
                $"conversation-{conversation.Id}.json"
            );
    }

    private async IAsyncEnumerable<IReadOnlyList<ConversationTurn>> PagesAsync(
        string owner,
        string id,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        IReadOnlyList<ConversationTurn> page = [];
        do
        {
            int? after = page.Count == 0 ? null : page[^1].Number;
            page = await turns.ListAsync(owner, id, after, ascending: true, PageSize, cancellationToken);
            yield return [.. page.Select(turn => turn.SeenAt(time.GetUtcNow()))];
        } while (page.Count == PageSize);
    }
}

using System.Text.Json;
using Amazon.Lambda.Core;
using Chat.Configuration;
using Chat.Http;
using Chat.Table;

namespace Chat.Conversations;

/// <summary>POST /conversations: creates a conversation, empty or with imported messages.</summary>
internal sealed class CreateRoute(
    ChatSettings settings,
    ConversationRoutes routes,
    ConversationStore conversations,
    ConversationDeletion deletion,
    DynamoTable table,
    IdempotentRequests idempotent,
    TimeProvider time
)
{
    public Task<Reply> CreateAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var body = request.ReadObject();

        // The claim is the conversation's id, so that a repetition finds the conversation.
        return idempotent.RunAsync(
            request,
            "POST /conversations",
            body,
            async claim => await conversations.FindAsync(request.Owner!, claim, cancellationToken) is { } made ? Json(made) : null,
            claim => CreateAsync(request.Owner!, claim, body, cancellationToken),
            Created,
            cancellationToken
        );
    }

    private async Task<byte[]> CreateAsync(string owner, string id, JsonElement body, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (conversation, _) = routes.Read(
            body,
            new()
            {
                Id = id,
                CreatedAt = now,
                UpdatedAt = now,
            },
            isNew: true
        );
        var (system, turns, active) = ImportedMessages.Read(body, routes.ModelOf(conversation).Template, now);
        conversation = conversation with
        {
            Title = conversation.Title ?? (turns is [var first, ..] ? Titles.Of(first.User) : null),
            SystemPrompt = conversation.SystemPrompt ?? system,
            Turns = turns.Count,
            ActiveTurn = active ?? (turns is [.., var last] ? ActiveTurn.After(last, last.Parent) : 0),
        };
        await StoreAsync(owner, conversation, turns, cancellationToken);

        return Json(conversation);
    }

    // The turns first, so that no caller sees half an import. If the process dies in between, the turns cannot be reached.
    private async Task StoreAsync(
        string owner,
        Conversation conversation,
        IReadOnlyList<ConversationTurn> turns,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await table.PutAllAsync(
                turns
                    .Select(turn => ConversationItems.ToEndedItem(owner, conversation.Id, turn))
                    .Concat(BranchStore.Items(owner, conversation.Id, turns)),
                time,
                cancellationToken
            );
            await conversations.CreateAsync(owner, conversation, cancellationToken);
        }
        catch when (turns.Count > 0)
        {
            await DropAsync(owner, conversation.Id);
            throw;
        }
    }

    private async Task DropAsync(string owner, string id)
    {
        try
        {
            if (!await conversations.ExistsAsync(owner, id, CancellationToken.None))
            {
                await deletion.DeleteTurnsAsync(owner, id, CancellationToken.None);
            }
        }
        catch (Exception failure)
        {
            // The caller gets the error of the import.
            LambdaLogger.Log(LogLevel.Error, failure, "import_not_withdrawn {Conversation}", id);
        }
    }

    private byte[] Json(Conversation conversation) =>
        JsonSerializer.SerializeToUtf8Bytes(ConversationBody.Of(conversation, settings), ChatJson.Api.ConversationBody);

    private static Reply Created(byte[] answer)
    {
        using var conversation = JsonDocument.Parse(answer);

        return Reply
            .Json(answer, status: 201)
            .With([new(ApiHeaders.Location, $"/{ApiRoute.Stage}/conversations/{conversation.RootElement.GetProperty("id").GetString()}")]);
    }
}

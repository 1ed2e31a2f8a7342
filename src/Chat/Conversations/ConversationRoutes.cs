using System.Globalization;
using System.Text;
using System.Text.Json;
using Chat.Http;
using Llama;

namespace Chat.Conversations;

/// <summary>Conversations as resources: create, list, read, change, delete.</summary>
internal sealed class ConversationRoutes(ConversationStore conversations, TimeProvider time)
{
    public const int MaxTitleBytes = 400;
    public const int MaxSystemPromptBytes = 32 * 1024;

    public async Task<Reply> CreateAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var conversation = Read(request, new() { Id = Ulid.NewUlid(now).ToString(), CreatedAt = now, UpdatedAt = now });
        await conversations.CreateAsync(request.Owner!, conversation, cancellationToken).ConfigureAwait(false);

        return Body(conversation, status: 201).With([new(ApiHeaders.Location, $"/{ApiRoute.Stage}/conversations/{conversation.Id}")]);
    }

    public async Task<Reply> ListAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var scope = $"{request.Owner}\0conversations";
        var limit = Paging.Limit(request);
        var after = request.Query("cursor") is { } cursor ? Position(Cursor.Read(scope, cursor)) : null;
        var found = await conversations.ListAsync(request.Owner!, after, limit + 1, cancellationToken).ConfigureAwait(false);
        var page = found.Take(limit).ToList();
        var next = found.Count <= limit ? null : Cursor.Write(scope, $"{page[^1].Id} {ConversationItems.Timestamp(page[^1].UpdatedAt)}");

        return Reply.Json(new([.. page.Select(ConversationBody.Of)], next), ChatJson.Api.PageConversationBody);
    }

    public async Task<Reply> GetAsync(ApiRequest request, CancellationToken cancellationToken) =>
        Body(await FindAsync(conversations, request, cancellationToken).ConfigureAwait(false));

    public async Task<Reply> UpdateAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var changed = Read(request, await FindAsync(conversations, request, cancellationToken).ConfigureAwait(false)) with { UpdatedAt = time.GetUtcNow() };

        return Body(await conversations.UpdateAsync(request.Owner!, changed, cancellationToken).ConfigureAwait(false) ?? throw NotFound());
    }

    public async Task<Reply> DeleteAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var existed = await conversations.DeleteAsync(request.Owner!, IdOf(request), cancellationToken).ConfigureAwait(false);

        return existed ? new(204, new Dictionary<string, string>(), default) : throw NotFound();
    }

    /// <exception cref="ProblemException">There is none, or it is another owner's: the answer is the same.</exception>
    public static async Task<Conversation> FindAsync(ConversationStore conversations, ApiRequest request, CancellationToken cancellationToken) =>
        await conversations.FindAsync(request.Owner!, IdOf(request), cancellationToken).ConfigureAwait(false) ?? throw NotFound();

    /// <summary>The id in the path. What is no id cannot be anybody's conversation, and no key is made of it.</summary>
    public static string IdOf(ApiRequest request) =>
        Ulid.TryParse(request.PathParameter("id"), out var id) ? id.ToString() : throw NotFound();

    private static ProblemException NotFound() => new(ProblemKind.NotFound, "There is no such conversation.");

    private static Reply Body(Conversation conversation, int status = 200) =>
        Reply.Json(ConversationBody.Of(conversation), ChatJson.Api.ConversationBody, status);

    private static ConversationPosition Position(string text) =>
        text.Split(' ') is [var id, var updatedAt]
            ? new(id, DateTimeOffset.Parse(updatedAt, CultureInfo.InvariantCulture))
            : throw ProblemException.Invalid("cursor", "is not one that this list gave");

    private static Conversation Read(ApiRequest request, Conversation conversation) =>
        request.ReadObject().EnumerateObject().Aggregate(conversation, (current, field) => field.Name switch
        {
            "title" => current with { Title = Text(field, MaxTitleBytes) },
            "system_prompt" => current with { SystemPrompt = Text(field, MaxSystemPromptBytes) },
            "parameters" => current with { Parameters = field.Value.ValueKind == JsonValueKind.Null ? InferenceParameters.Default : current.Parameters.With(field.Value) },
            _ => throw ProblemException.Invalid(field.Name, "is not a field of a conversation; use title, system_prompt and parameters"),
        });

    private static string? Text(JsonProperty field, int maxBytes) => field.Value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => field.Value.GetString() switch
        {
            null or "" => null,
            var text when Encoding.UTF8.GetByteCount(text) <= maxBytes => text,
            _ => throw ProblemException.Invalid(field.Name, $"must have at most {maxBytes} bytes"),
        },
        _ => throw ProblemException.Invalid(field.Name, "must be a string"),
    };
}

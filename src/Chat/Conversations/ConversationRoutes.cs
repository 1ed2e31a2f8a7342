using System.Globalization;
using System.Text.Json;
using Chat.Configuration;
using Chat.Http;
using Chat.Table;
using Llama;

namespace Chat.Conversations;

/// <summary>Routes that list, read, change and delete conversations.</summary>
internal sealed class ConversationRoutes(
    ChatSettings settings,
    ConversationStore conversations,
    ConversationDeletion deletion,
    TurnStore turns,
    TimeProvider time
)
{
    public const int MaxTitleBytes = 400;
    public const int MaxSystemPromptBytes = 32 * 1024;

    private const double LeastNumber = 1e-100;

    public async Task<Reply> ListAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var filter = ConversationFilter.Read(request);
        var scope = filter.Scope(request.Owner!);
        var limit = Paging.Limit(request);
        var after = request.Query("cursor") is { } cursor ? Position(Cursor.Read(scope, cursor)) : null;
        var found = await conversations.ListAsync(request.Owner!, after, limit + 1, cancellationToken, filter);

        return Paging.Reply(
            [.. found.Items.Select(conversation => ConversationBody.Of(conversation, settings))],
            limit,
            ChatJson.Api.ConversationBody,
            last => Cursor.Write(scope, $"{last.Id} {last.UpdatedAt}"),
            found.Next is { } next ? Cursor.Write(scope, $"{next.Id} {Attributes.Timestamp(next.UpdatedAt)}") : null
        );
    }

    public async Task<Reply> GetAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var (conversation, newest) = await FindCountedAsync(request, cancellationToken);

        return Body(conversation with { ActiveTurn = ActiveTurn.Of(conversation, newest) });
    }

    public async Task<Reply> UpdateAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        // The allowed parameters depend on the model, and either may be the stored one.
        var stored = await FindAsync(conversations, request, cancellationToken);
        var (change, named) = Read(request.ReadObject(), stored with { UpdatedAt = time.GetUtcNow() }, isNew: false);
        if (named.Contains("active_turn"))
        {
            var (_, newest) = await FindCountedAsync(request, cancellationToken);
            RequireTurn(change.ActiveTurn!.Value, newest);
        }

        return Body(await conversations.UpdateAsync(request.Owner!, change, named, cancellationToken) ?? throw NotFound());
    }

    public async Task<Reply> DeleteAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var existed = await deletion.DeleteAsync(request.Owner!, IdOf(request), cancellationToken);

        return existed ? new(204, new Dictionary<string, string>(), default) : throw NotFound();
    }

    // Counting a turn makes it the active one, so uncounted turns are counted before the caller's choice is stored.
    private async Task<(Conversation Conversation, ConversationTurn? Newest)> FindCountedAsync(
        ApiRequest request,
        CancellationToken cancellationToken
    )
    {
        var finding = turns.NewestAsync(request.Owner!, IdOf(request), cancellationToken);
        var conversation = await FindAsync(conversations, request, cancellationToken);
        var newest = await FinalAsync(request.Owner!, conversation.Id, await finding, cancellationToken);
        if (newest is not null && Totals.AreBehind(conversation, newest))
        {
            await new Totals(conversations, turns).RepairAsync(
                request.Owner!,
                conversation.Id,
                newest,
                ActiveTurn.Of(conversation, newest),
                cancellationToken
            );
            conversation = await FindAsync(conversations, request, cancellationToken);
        }

        return (conversation, newest);
    }

    // The turn of a process that seems to have died may still end and cost something, until it is marked as failed.
    private async Task<ConversationTurn?> FinalAsync(string owner, string id, ConversationTurn? newest, CancellationToken cancellationToken)
    {
        var seen = newest?.SeenAt(time.GetUtcNow());

        return newest == seen || await turns.TryAbandonAsync(owner, id, newest!, cancellationToken) ? seen : newest;
    }

    private static void RequireTurn(int active, ConversationTurn? newest)
    {
        if (newest is { Status: TurnStatus.Generating })
        {
            throw ProblemException.InProgress("An answer is being generated, and is the active turn until it has ended.", newest.Number);
        }

        if (active > (newest?.Number ?? 0))
        {
            throw MessageRequest.IsNoTurn("active_turn");
        }
    }

    /// <exception cref="ProblemException">It does not exist, or belongs to another owner: the answer is the same.</exception>
    public static async Task<Conversation> FindAsync(
        ConversationStore conversations,
        ApiRequest request,
        CancellationToken cancellationToken
    ) => await conversations.FindAsync(request.Owner!, IdOf(request), cancellationToken) ?? throw NotFound();

    /// <summary>The id in the path. Anything but a valid id is not found, and never becomes part of a key.</summary>
    public static string IdOf(ApiRequest request) =>
        Ulid.TryParse(request.PathParameter("id"), out var id) ? id.ToString() : throw NotFound();

    public static ProblemException NotFound() => new(ProblemKind.NotFound, "There is no such conversation.");

    /// <summary>The model that answers: the conversation's own, or the default if that is not offered any more.</summary>
    public LlamaModel ModelOf(Conversation conversation) => Offered(conversation.Model).Reference.Model;

    private OfferedModel Offered(string? id) => settings.Models.FirstOrDefault(offered => offered.Id == id) ?? settings.Models[0];

    private Reply Body(Conversation conversation) => Reply.Json(ConversationBody.Of(conversation, settings), ChatJson.Api.ConversationBody);

    private static ConversationPosition Position(string text) =>
        text.Split(' ') is [var id, var updatedAt]
        && Ulid.TryParse(id, out _)
        && DateTimeOffset.TryParseExact(
            updatedAt,
            "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var at
        )
            ? new(id, at)
            : throw Cursor.IsWrong();

    /// <summary>Applies a body to a conversation; also returns the names of the changed attributes.</summary>
    /// <param name="body">The body.</param>
    /// <param name="conversation">The values for fields that the body does not contain.</param>
    /// <param name="isNew">Whether the conversation is created, so that the body may be an export.</param>
    public (Conversation Conversation, IReadOnlyList<string> Named) Read(JsonElement body, Conversation conversation, bool isNew)
    {
        List<string> named = [];

        // First, because the allowed parameters depend on the model. A model that is not offered any more only prevents answers.
        var (before, after) = (conversation.Model, body.TryGetProperty("model", out var given) ? ModelOf(given) : conversation.Model);
        var model = Offered(after).Reference.Model;
        foreach (var field in body.EnumerateObject())
        {
            switch (field.Name)
            {
                case "title":
                    conversation = conversation with { Title = field.Text(MaxTitleBytes) };
                    named.Add(field.Name);
                    break;
                case "model":
                    conversation = conversation with { Model = after };
                    named.Add(field.Name);
                    break;
                case "system_prompt":
                    conversation = conversation with { SystemPrompt = field.Text(MaxSystemPromptBytes) };
                    named.Add(field.Name);
                    break;
                case "active_turn" when !isNew && field.Value.ValueKind == JsonValueKind.Null:
                    break;
                case "active_turn" when !isNew:
                    conversation = conversation with { ActiveTurn = Turn(field) };
                    named.Add(field.Name);
                    break;
                case "parameters" when field.Value.ValueKind == JsonValueKind.Null:
                    conversation = conversation with { Parameters = InferenceParameters.Default };
                    named.AddRange("temperature", "top_p", "max_gen_len");
                    break;
                case "parameters":
                    conversation = conversation with { Parameters = Storable(conversation.Parameters.With(field.Value, model)) };
                    named.AddRange(
                        field
                            .Value.EnumerateObject()
                            .Where(parameter => parameter.Value.ValueKind != JsonValueKind.Null)
                            .Select(parameter => parameter.Name)
                    );
                    break;
                case "archived":
                    conversation = conversation with { IsArchived = field.Boolean() ?? false };
                    named.Add(field.Name);
                    break;
                case "messages" when isNew:
                // Fields of an export that describe the exported conversation.
                case "id" or "active_turn" or "turns" or "usage" or "created_at" or "updated_at" when isNew:
                    break;
                default:
                    throw ProblemException.Invalid(
                        field.Name,
                        $"is not a field of a conversation; use title, system_prompt, model, parameters{(isNew ? ", messages" : ", active_turn")} and archived"
                    );
            }
        }

        if (after != before)
        {
            conversation.Parameters.Within(model);
        }

        return (conversation, named);
    }

    private string? ModelOf(JsonElement given) =>
        given.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => RequestedModel.ToKeep(settings, given.GetString()!),
            _ => throw ProblemException.Invalid("model", "must be a string"),
        };

    // DynamoDB's smallest number is 1e-130.
    private static InferenceParameters Storable(InferenceParameters parameters) =>
        parameters.Temperature is > 0 and < LeastNumber ? throw ProblemException.Invalid("temperature", $"must be 0, or {LeastNumber} to 1")
        : parameters.TopP is > 0 and < LeastNumber ? throw ProblemException.Invalid("top_p", $"must be 0, or {LeastNumber} to 1")
        : parameters;

    private static int Turn(JsonProperty field) =>
        InferenceParameters.ReadInteger(field.Value) is { } number and >= 0 and <= MessageRequest.MaxTurn
            ? number
            : throw MessageRequest.IsNoTurn(field.Name);
}

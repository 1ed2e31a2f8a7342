using System.Globalization;
using System.Text;
using System.Text.Json;
using Chat.Configuration;
using Chat.Http;
using Llama;

namespace Chat.Conversations;

/// <summary>Conversations as resources: create, list, read, change, delete.</summary>
internal sealed class ConversationRoutes(ChatSettings settings, ConversationStore conversations, ConversationDeletion deletion, TurnStore turns, TimeProvider time)
{
    public const int MaxTitleBytes = 400;
    public const int MaxSystemPromptBytes = 32 * 1024;

    private const double LeastNumber = 1e-100;

    public async Task<Reply> CreateAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (conversation, _) = Read(request, new() { Id = Ulid.NewUlid(now).ToString(), CreatedAt = now, UpdatedAt = now });
        if (conversation.ActiveTurn is not null)
        {
            throw ProblemException.Invalid("active_turn", "can only be changed; a new conversation has no turns");
        }

        await conversations.CreateAsync(request.Owner!, conversation, cancellationToken).ConfigureAwait(false);

        return Body(conversation, status: 201).With([new(ApiHeaders.Location, $"/{ApiRoute.Stage}/conversations/{conversation.Id}")]);
    }

    public async Task<Reply> ListAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var scope = $"{request.Owner}\0conversations";
        var limit = Paging.Limit(request);
        var after = request.Query("cursor") is { } cursor ? Position(Cursor.Read(scope, cursor)) : null;
        var found = await conversations.ListAsync(request.Owner!, after, limit + 1, cancellationToken).ConfigureAwait(false);

        return Paging.Reply(
            [.. found.Select(conversation => ConversationBody.Of(conversation, settings))], limit, ChatJson.Api.ConversationBody, last => Cursor.Write(scope, $"{last.Id} {last.UpdatedAt}"));
    }

    public async Task<Reply> GetAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var (conversation, newest) = await FindCountedAsync(request, cancellationToken).ConfigureAwait(false);

        return Body(conversation with { ActiveTurn = ActiveTurn.Of(conversation, newest) });
    }

    public async Task<Reply> UpdateAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        // What parameters may be depends on the model, and either may be the stored one.
        var stored = await FindAsync(conversations, request, cancellationToken).ConfigureAwait(false);
        var (change, named) = Read(request, stored with { UpdatedAt = time.GetUtcNow() });
        if (named.Contains("active_turn"))
        {
            var (_, newest) = await FindCountedAsync(request, cancellationToken).ConfigureAwait(false);
            RequireTurn(change.ActiveTurn!.Value, newest);
        }

        return Body(await conversations.UpdateAsync(request.Owner!, change, named, cancellationToken).ConfigureAwait(false) ?? throw NotFound());
    }

    public async Task<Reply> DeleteAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var existed = await deletion.DeleteAsync(request.Owner!, IdOf(request), cancellationToken).ConfigureAwait(false);

        return existed ? new(204, new Dictionary<string, string>(), default) : throw NotFound();
    }

    // With the count a turn becomes the active one. One that is still to be counted would take the place of a choice.
    private async Task<(Conversation Conversation, ConversationTurn? Newest)> FindCountedAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var finding = turns.NewestAsync(request.Owner!, IdOf(request), cancellationToken);
        var conversation = await FindAsync(conversations, request, cancellationToken).ConfigureAwait(false);
        var newest = (await finding.ConfigureAwait(false))?.SeenAt(time.GetUtcNow());
        if (newest is not null && Totals.AreBehind(conversation, newest))
        {
            await new Totals(conversations, turns)
                .RepairAsync(request.Owner!, conversation, newest, ActiveTurn.Of(conversation, newest), cancellationToken)
                .ConfigureAwait(false);
            conversation = await FindAsync(conversations, request, cancellationToken).ConfigureAwait(false);
        }

        return (conversation, newest);
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

    /// <exception cref="ProblemException">There is none, or it is another owner's: the answer is the same.</exception>
    public static async Task<Conversation> FindAsync(ConversationStore conversations, ApiRequest request, CancellationToken cancellationToken) =>
        await conversations.FindAsync(request.Owner!, IdOf(request), cancellationToken).ConfigureAwait(false) ?? throw NotFound();

    /// <summary>The id in the path. What is no id cannot be anybody's conversation, and no key is made of it.</summary>
    public static string IdOf(ApiRequest request) =>
        Ulid.TryParse(request.PathParameter("id"), out var id) ? id.ToString() : throw NotFound();

    private static ProblemException NotFound() => new(ProblemKind.NotFound, "There is no such conversation.");

    private Reply Body(Conversation conversation, int status = 200) =>
        Reply.Json(ConversationBody.Of(conversation, settings), ChatJson.Api.ConversationBody, status);

    private static ConversationPosition Position(string text) =>
        text.Split(' ') is [var id, var updatedAt]
        && Ulid.TryParse(id, out _)
        && DateTimeOffset.TryParseExact(updatedAt, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? new(id, at)
            : throw Cursor.IsWrong();

    /// <summary>The conversation with what the body says, and the stored attributes that it names.</summary>
    private (Conversation Conversation, IReadOnlyList<string> Named) Read(ApiRequest request, Conversation conversation)
    {
        List<string> named = [];
        var body = request.ReadObject();

        // First, since what parameters may be is the model's. One that is no longer offered stands in the way of nothing but an answer.
        var (before, after) = (conversation.Model, body.TryGetProperty("model", out var given) ? ModelOf(given) : conversation.Model);
        var model = settings.Models.FirstOrDefault(offered => offered.Id == after)?.Reference.Model ?? settings.Models[0].Reference.Model;
        foreach (var field in body.EnumerateObject())
        {
            switch (field.Name)
            {
                case "title":
                    conversation = conversation with { Title = Text(field, MaxTitleBytes) };
                    named.Add(field.Name);
                    break;
                case "model":
                    conversation = conversation with { Model = after };
                    named.Add(field.Name);
                    break;
                case "system_prompt":
                    conversation = conversation with { SystemPrompt = Text(field, MaxSystemPromptBytes) };
                    named.Add(field.Name);
                    break;
                case "active_turn":
                    conversation = conversation with { ActiveTurn = Turn(field) };
                    named.Add(field.Name);
                    break;
                case "parameters" when field.Value.ValueKind == JsonValueKind.Null:
                    conversation = conversation with { Parameters = InferenceParameters.Default };
                    named.AddRange("temperature", "top_p", "max_gen_len");
                    break;
                case "parameters":
                    conversation = conversation with { Parameters = Storable(conversation.Parameters.With(field.Value, model)) };
                    named.AddRange(field.Value.EnumerateObject().Where(parameter => parameter.Value.ValueKind != JsonValueKind.Null).Select(parameter => parameter.Name));
                    break;
                default:
                    throw ProblemException.Invalid(field.Name, "is not a field of a conversation; use title, system_prompt, model, parameters and active_turn");
            }
        }

        if (after != before)
        {
            conversation.Parameters.Within(model);
        }

        return (conversation, named);
    }

    private string? ModelOf(JsonElement given) => given.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => RequestedModel.Of(settings, given.GetString()).Id,
        _ => throw ProblemException.Invalid("model", "must be a string"),
    };

    // DynamoDB's numbers end at 1e-130.
    private static InferenceParameters Storable(InferenceParameters parameters) =>
        parameters.Temperature is > 0 and < LeastNumber ? throw ProblemException.Invalid("temperature", $"must be 0, or {LeastNumber} to 1")
        : parameters.TopP is > 0 and < LeastNumber ? throw ProblemException.Invalid("top_p", $"must be 0, or {LeastNumber} to 1")
        : parameters;

    private static int Turn(JsonProperty field) =>
        field.Value.ValueKind == JsonValueKind.Number && field.Value.TryGetInt32(out var number) && number is >= 0 and <= MessageRequest.MaxTurn ? number
        : throw MessageRequest.IsNoTurn(field.Name);

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

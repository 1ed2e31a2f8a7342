using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chat.Http;
using Chat.Knowledge;
using Llama;

namespace Chat.Conversations;

/// <summary>POST /conversations/{id}/messages: a message in, an answer that remembers out, whole or as it is generated.</summary>
internal sealed class MessageRoute(
    PerModel<Answering> models,
    KnowledgeBase knowledge,
    ConversationStore conversations,
    TurnStore turns,
    IdempotencyStore idempotency)
{
    public const int MaxKeyLength = 255;

    public async Task<Reply> PostAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var body = request.ReadObject();
        var (content, parameters) = Read(body);
        var retrieval = RetrievalRequest.Read(body, models.For(id: null).Settings);

        // Neither needs the other's answer. The key holds the owner: of somebody else's conversation there is nothing to read.
        TurnPath path = new(turns, request.Owner!, ConversationRoutes.IdOf(request), cancellationToken);
        var conversation = await ConversationRoutes.FindAsync(conversations, request, cancellationToken).ConfigureAwait(false);
        var answering = ModelOf(conversation);
        var grounding = retrieval is null ? null : new Grounding(knowledge, answering.Settings, retrieval, request.TimeLeft);
        var key = KeyOf(request);

        // Of this invocation only, whatever the event calls itself.
        var lease = Ulid.NewUlid().ToString();
        if (key is not null)
        {
            var answer = await idempotency.ClaimAsync(
                request.Owner!,
                key,
                Fingerprint(conversation.Id, body),
                lease,
                TurnOpener.Lease,
                claim => answering.Earlier.FindAsync(request.Owner!, conversation.Id, claim, cancellationToken),
                cancellationToken).ConfigureAwait(false);
            if (answer is not null)
            {
                return Replayed(request, answer);
            }
        }

        var open = await BeginAsync(request, answering, conversation, path, content, parameters, grounding, key, lease, cancellationToken).ConfigureAwait(false);
        var events = answering.Runner.RunAsync(open, until => RenewAsync(open, key, until), cancellationToken);

        return request.WantsEventStream
            ? Reply.Stream(EventsAsync(request, open, key, events, cancellationToken))
            : Reply.Json(await WholeAsync(request, open, key, events, cancellationToken).ConfigureAwait(false));
    }

    private Answering ModelOf(Conversation conversation)
    {
        try
        {
            return models.For(conversation.Model);
        }
        catch (ProblemException gone) when (gone.Kind == ProblemKind.ModelNotFound)
        {
            throw new ProblemException(
                ProblemKind.ModelNotFound, $"{gone.Message} This conversation goes on once it is given one of them, or null for the default, by PATCH.", gone)
            {
                Field = "model",
            };
        }
    }

    private async Task<OpenTurn> BeginAsync(
        ApiRequest request,
        Answering answering,
        Conversation conversation,
        TurnPath path,
        string? content,
        JsonElement? parameters,
        Grounding? grounding,
        string? key,
        string lease,
        CancellationToken cancellationToken)
    {
        try
        {
            var effective = parameters is { } given ? conversation.Parameters.With(given, answering.Settings.Model.Model) : conversation.Parameters;

            var open = await answering.Opener
                .BeginAsync(request.Owner!, conversation, path, content, effective, lease, grounding, answering.Meter.Open(request), cancellationToken)
                .ConfigureAwait(false);

            return open with { IsRepeatable = key is not null };
        }
        catch when (key is not null)
        {
            await idempotency.ReleaseAsync(request.Owner!, key, lease, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private async IAsyncEnumerable<ServerSentEvent> EventsAsync(
        ApiRequest request, OpenTurn open, string? key, IAsyncEnumerable<TurnEvent> events, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in events.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return item is TurnEvent.Ended ended
                ? new(await FinishAsync(request, open, key, ended).ConfigureAwait(false), "done")
                : Delta(((TurnEvent.Text)item).Value);
        }
    }

    private async Task<byte[]> WholeAsync(
        ApiRequest request, OpenTurn open, string? key, IAsyncEnumerable<TurnEvent> events, CancellationToken cancellationToken)
    {
        var ended = (TurnEvent.Ended)await events.LastAsync(cancellationToken).ConfigureAwait(false);

        return await FinishAsync(request, open, key, ended).ConfigureAwait(false);
    }

    // The answer as the client gets it, kept under its key; or the failure, with the turn that holds the text so far.
    private async Task<byte[]> FinishAsync(ApiRequest request, OpenTurn open, string? key, TurnEvent.Ended ended)
    {
        if (ended.Failure is { } failure)
        {
            if (key is not null)
            {
                await idempotency.ReleaseAsync(request.Owner!, key, open.Turn.Lease, CancellationToken.None).ConfigureAwait(false);
            }

            throw Problems.From(failure).With(
                new Dictionary<string, JsonNode?> { ["conversation_id"] = open.Conversation.Id, ["turn"] = ended.Turn.Number }, failure);
        }

        var answer = ChatJson.Utf8(AnswerBody.Of(open.Settings, open.Conversation.Id, ended.Turn));
        if (key is not null)
        {
            await idempotency.CompleteAsync(request.Owner!, key, open.Turn.Lease, Encoding.UTF8.GetString(answer), CancellationToken.None).ConfigureAwait(false);
        }

        return answer;
    }

    private Task RenewAsync(OpenTurn open, string? key, DateTimeOffset until) =>
        key is null ? Task.CompletedTask : idempotency.RenewAsync(open.Owner, key, open.Turn.Lease, until, CancellationToken.None);

    private static Reply Replayed(ApiRequest request, string answer)
    {
        var utf8 = Encoding.UTF8.GetBytes(answer);
        using var json = JsonDocument.Parse(utf8);
        var text = json.RootElement.GetProperty("message").GetProperty("content").GetString()!;
        ServerSentEvent[] events = text.Length == 0 ? [new(utf8, "done")] : [Delta(text), new(utf8, "done")];

        return (request.WantsEventStream ? Reply.Stream(events.ToAsyncEnumerable()) : Reply.Json(utf8))
            .With([new("Idempotency-Replayed", "true")]);
    }

    private static ServerSentEvent Delta(string text) => new(ChatJson.Utf8(new DeltaBody(text)), "delta");

    private static (string? Content, JsonElement? Parameters) Read(JsonElement body)
    {
        string? content = null;
        JsonElement? parameters = null;
        var again = false;
        foreach (var field in body.EnumerateObject())
        {
            switch (field.Name)
            {
                case "content":
                    content = body.Optional("content", JsonValueKind.String)?.GetString();
                    break;
                case "regenerate":
                    again = body.OptionalBoolean("regenerate") ?? false;
                    break;
                case "parameters":
                    parameters = body.Optional("parameters", JsonValueKind.Object);
                    break;
                case "retrieval":
                    break;
                default:
                    throw ProblemException.Invalid(field.Name, "is not a field of a message; use content or regenerate, parameters and retrieval");
            }
        }

        return (again, content) switch
        {
            (true, null) => (null, parameters),
            (true, _) => throw ProblemException.Invalid("regenerate", "does not go with content"),
            (false, { } text) when !PromptTemplate.IsBlank(text) => (RequireSize(text), parameters),
            _ => throw ProblemException.Invalid("content", "is required"),
        };
    }

    // Before the turn begins: what could not be stored would be paid for and lost.
    private static string RequireSize(string content) =>
        Encoding.UTF8.GetByteCount(content) is var bytes && bytes <= ItemLimits.MaxContentBytes ? content
        : throw new ProblemException(ProblemKind.PayloadTooLarge, $"content: has {bytes} bytes in UTF-8; at most {ItemLimits.MaxContentBytes} can be stored.")
        {
            Field = "content",
        };

    public static string Fingerprint(string scope, JsonElement body) =>
        Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes($"{scope}\n"), .. CanonicalJson.Utf8(body)]));

    public static string? KeyOf(ApiRequest request) => request.Header("Idempotency-Key") switch
    {
        null => null,
        { Length: > 0 } key when Encoding.UTF8.GetByteCount(key) <= MaxKeyLength => key,
        _ => throw ProblemException.Invalid("Idempotency-Key", $"must have 1 to {MaxKeyLength} bytes"),
    };
}

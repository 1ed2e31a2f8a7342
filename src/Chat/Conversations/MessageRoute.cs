using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chat.Http;
using Chat.Knowledge;
using Chat.Telemetry;

namespace Chat.Conversations;

/// <summary>POST /conversations/{id}/messages: answers a message in the context of its conversation, buffered or as a stream.</summary>
internal sealed class MessageRoute(
    PerModel<Answering> models,
    KnowledgeBase knowledge,
    ConversationStore conversations,
    TurnStore turns,
    IdempotencyStore idempotency,
    FollowRoute follow
)
{
    public const int MaxKeyLength = 255;

    public async Task<Reply> PostAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var body = request.ReadObject();
        var message = MessageRequest.Read(body);
        var retrieval = RetrievalRequest.Read(body, models.For(id: null).Settings);
        var key = KeyOf(request);

        // The reads run in parallel. Keys contain the owner, so nothing of another owner's conversation can be read.
        var (id, lease) = (ConversationRoutes.IdOf(request), Lease.OfTurn());
        TurnPath path = new(turns, request.Owner!, id, message.Named, cancellationToken);
        var finding = ConversationRoutes.FindAsync(conversations, request, cancellationToken);
        var claiming = key is null
            ? null
            : ClaimAsync(request, key, MessageRequest.Fingerprint(id, body), finding, lease, cancellationToken);
        OpenTurn open;
        Answering answering;
        try
        {
            var conversation = await finding;
            Spans.InConversation(conversation.Id);
            var claim = claiming is null ? null : await claiming;
            if (claim is { Answer: { } answer })
            {
                return Replayed(request, answer);
            }

            if (claim is { IsOver: false, Turn: { } turn })
            {
                return request.WantsEventStream
                    ? follow.Follow(request.Owner!, conversation, turn)
                    : throw IdempotencyStore.InProgress(turn.Number);
            }

            answering = ModelOf(conversation);
            var grounding = retrieval is null ? null : new Grounding(knowledge, answering.Settings, retrieval, request.TimeLeft);
            open = await answering.Opener.BeginAsync(
                request.Owner!,
                conversation,
                path,
                message,
                claim?.Turn,
                lease,
                grounding,
                answering.Meter.Open(request),
                cancellationToken
            );
        }
        catch when (key is not null)
        {
            await ReleaseAsync(request.Owner!, key, lease.Id, claiming!);
            throw;
        }

        var events = answering.Runner.RunAsync(open, cancellationToken);

        return request.WantsEventStream
            ? Reply.Stream(EventsAsync(request, open, key, events, cancellationToken))
            : Reply.Json(await WholeAsync(request, open, key, events, cancellationToken));
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
                ProblemKind.ModelNotFound,
                $"{gone.Message} This conversation goes on once it is given one of them, or null for the default, by PATCH.",
                gone
            )
            {
                Field = "model",
            };
        }
    }

    /// <returns>The outcome of an earlier request with the same key; null if there was none, or it had no effect.</returns>
    private async Task<EarlierRequest?> ClaimAsync(
        ApiRequest request,
        string key,
        string fingerprint,
        Task<Conversation> finding,
        Lease lease,
        CancellationToken cancellationToken
    )
    {
        EarlierRequest? before = null;
        try
        {
            var answer = await idempotency.ClaimAsync(
                request.Owner!,
                key,
                fingerprint,
                lease,
                async claim => before = await FindAsync(claim),
                cancellationToken
            );

            return answer is null ? before : new(IsOver: true, answer);
        }
        catch (ProblemException problem) when (problem.Kind == ProblemKind.TurnInProgress && before is { IsOver: false })
        {
            return before;
        }

        async Task<EarlierRequest?> FindAsync(string claim)
        {
            var conversation = await finding;

            return await ModelOf(conversation).Earlier.FindAsync(request.Owner!, conversation.Id, claim, cancellationToken);
        }
    }

    // Releases the key if no turn was begun, unless it belongs to another request.
    private async Task ReleaseAsync(string owner, string key, string lease, Task<EarlierRequest?> claiming)
    {
        await claiming.WaitQuietlyAsync(Timeout.InfiniteTimeSpan);
        if (claiming.IsCompletedSuccessfully)
        {
            await idempotency.ReleaseAsync(owner, key, lease, CancellationToken.None);
        }
    }

    private async IAsyncEnumerable<ServerSentEvent> EventsAsync(
        ApiRequest request,
        OpenTurn open,
        string? key,
        IAsyncEnumerable<TurnEvent> events,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var completing = Task.CompletedTask;
        try
        {
            await foreach (var item in events.WithCancellation(cancellationToken))
            {
                if (item is TurnEvent.Text text)
                {
                    yield return Delta(text.Value);
                    continue;
                }

                var answer = AnswerOf(open, (TurnEvent.Ended)item);
                completing = CompleteAsync(request, open, key, answer);
                yield return new(answer, "done");
            }
        }
        finally
        {
            await completing;
        }
    }

    private async Task<byte[]> WholeAsync(
        ApiRequest request,
        OpenTurn open,
        string? key,
        IAsyncEnumerable<TurnEvent> events,
        CancellationToken cancellationToken
    )
    {
        byte[] answer = [];
        var completing = Task.CompletedTask;
        await foreach (var item in events.WithCancellation(cancellationToken))
        {
            if (item is TurnEvent.Ended ended)
            {
                answer = AnswerOf(open, ended);
                completing = CompleteAsync(request, open, key, answer);
            }
        }

        await completing;
        return answer;
    }

    // The answer for the client; or the error, with the number of the turn that has the text so far.
    private static byte[] AnswerOf(OpenTurn open, TurnEvent.Ended ended) =>
        ended.Failure is { } failure
            ? throw Problems
                .From(failure)
                .With(
                    new Dictionary<string, JsonNode?> { ["conversation_id"] = open.Conversation.Id, ["turn"] = ended.Turn.Number },
                    failure
                )
            : ChatJson.Utf8(
                AnswerBody.Of(open.Settings, open.Conversation.Id, ended.Turn, ActiveTurn.After(ended.Turn, open.ActiveBefore))
            );

    // Stored under its key while the turn is counted. The key of a failed request stays claimed: a repetition finds the failed turn, and
    // begins another version of it.
    private Task CompleteAsync(ApiRequest request, OpenTurn open, string? key, byte[] answer) =>
        key is null
            ? Task.CompletedTask
            : idempotency.CompleteAsync(request.Owner!, key, open.Turn.Lease, Encoding.UTF8.GetString(answer), CancellationToken.None);

    private static Reply Replayed(ApiRequest request, string answer)
    {
        var utf8 = Encoding.UTF8.GetBytes(answer);
        using var json = JsonDocument.Parse(utf8);
        var text = json.RootElement.GetProperty("message").GetProperty("content").GetString()!;
        ServerSentEvent[] events = text.Length == 0 ? [new(utf8, "done")] : [Delta(text), new(utf8, "done")];

        return (request.WantsEventStream ? Reply.Stream(events.ToAsyncEnumerable()) : Reply.Json(utf8)).With([
            new("Idempotency-Replayed", "true"),
        ]);
    }

    public static ServerSentEvent Delta(string text) => new(ChatJson.Utf8(new DeltaBody(text)), "delta");

    public static string? KeyOf(ApiRequest request) =>
        request.Header("Idempotency-Key") switch
        {
            null => null,
            { Length: > 0 } key when Encoding.UTF8.GetByteCount(key) <= MaxKeyLength => key,
            _ => throw ProblemException.Invalid("Idempotency-Key", $"must have 1 to {MaxKeyLength} bytes"),
        };
}

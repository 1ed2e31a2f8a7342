using System.Runtime.CompilerServices;
using Chat.Aws;
using Chat.Configuration;
using Chat.Http;
using Chat.Knowledge;
using Chat.Metering;
using Chat.Prompts;
using Llama;

namespace Chat.Completions;

/// <summary>POST /chat/completions: OpenAI's API, whole or as a stream.</summary>
internal sealed class ChatCompletionsRoute(ChatSettings settings, BedrockConnection bedrock, KnowledgeBase knowledge, Meter meter)
{
    private static readonly byte[] _done = "[DONE]"u8.ToArray();

    public async Task<Reply> HandleAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var chat = ChatCompletionRequest.Read(request.ReadObject(), settings);
        var grounded = await GroundAsync(request, chat, cancellationToken);
        var dialog = grounded?.Dialog ?? chat.Dialog;
        var parameters = ContextLimit.Fit(settings, dialog, chat.Parameters, mayShrink: !chat.HasLimit);
        var worst = WorstCase.Of(settings, dialog, parameters.MaxGenLen);
        var charge = meter.Open(request);
        ShrinkingDialog sent = new(dialog, grounded is { Given.Count: > 0 } ? chat.Dialog.Turns[^1].User : null);
        ChatCompletionWriter writer = new(settings, request.Id, chat.IncludeUsage, grounded, sent);
        if (chat.Stream)
        {
            ServedByHeader servedBy = new();
            var events = bedrock.StreamAsync(dialog, parameters, chat.Stop, sent.Next, charge.Calls, cancellationToken);
            return Reply.Stream(EventsAsync(events, writer, servedBy, charge, worst, cancellationToken)) with
            {
                LateHeaders = servedBy.Headers,
            };
        }

        await using (charge)
        {
            await charge.ReserveAsync(worst, cancellationToken);
            var call = bedrock.InvokeAsync(dialog, parameters, chat.Stop, sent.Next, charge.Calls, cancellationToken);
            var answer = await charge.NoteAsync(call, answer => answer.Usage);

            return Reply.Json(ChatJson.Utf8(writer.Whole(answer))).With(ServedByHeader.Of(answer.Region));
        }
    }

    // Here all turns are in the dialog already, so passages may have all that it leaves.
    private async Task<GroundedMessage?> GroundAsync(ApiRequest request, ChatCompletionRequest chat, CancellationToken cancellationToken) =>
        chat.Retrieval is null
            ? null
            : await new Grounding(knowledge, settings, chat.Retrieval, request.TimeLeft).GroundAsync(
                chat.Dialog,
                chat.Parameters.MaxGenLen,
                hasEarlierTurns: false,
                cancellationToken
            );

    private static async IAsyncEnumerable<ServerSentEvent> EventsAsync(
        IAsyncEnumerable<ChatEvent> events,
        ChatCompletionWriter writer,
        ServedByHeader servedBy,
        Charge charge,
        WorstCase worst,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var booked = charge;
        await charge.ReserveAsync(worst, cancellationToken);
        var isFirst = true;
        await foreach (var item in charge.NoteAsync(events, cancellationToken))
        {
            servedBy.Region = item.Region;
            if (isFirst)
            {
                isFirst = false;
                yield return Event(writer.Opening());
            }

            foreach (var chunk in writer.Chunks(item))
            {
                yield return Event(chunk);
            }
        }

        // The text is complete, so the client need not wait for the books. The stream does not end before them: then Lambda
        // may freeze this process.
        yield return new(_done);
        await charge.SettleAsync();
    }

    private static ServerSentEvent Event(ChatCompletionChunk chunk) => new(ChatJson.Utf8(chunk));
}

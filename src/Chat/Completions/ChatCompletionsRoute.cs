using System.Runtime.CompilerServices;
using System.Text.Json;
using Chat.Http;
using Chat.Knowledge;
using Llama;

namespace Chat.Completions;

/// <summary>POST /chat/completions: OpenAI's API, whole or as a stream.</summary>
internal sealed class ChatCompletionsRoute(ChatSettings settings, BedrockConnection bedrock, KnowledgeBase knowledge)
{
    private static readonly byte[] _done = "[DONE]"u8.ToArray();

    public async Task<Reply> HandleAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var chat = ChatCompletionRequest.Read(request.ReadObject(), settings);
        var grounded = await GroundAsync(request, chat, cancellationToken).ConfigureAwait(false);
        var dialog = grounded?.Dialog ?? chat.Dialog;
        var parameters = ContextLimit.Fit(settings, dialog, chat.Parameters, mayShrink: !chat.HasLimit);
        ChatCompletionWriter writer = new(settings, request.Id, chat.IncludeUsage, grounded);
        if (chat.Stream)
        {
            var events = bedrock.Llama.StreamAsync(dialog, parameters, chat.Stop, cancellationToken);
            return Reply.Stream(EventsAsync(events, writer, cancellationToken));
        }

        var answer = await bedrock.Llama.InvokeAsync(dialog, parameters, chat.Stop, cancellationToken).ConfigureAwait(false);
        return Reply.Json(writer.Whole(answer), ChatJson.Api.ChatCompletion);
    }

    // Here all turns are in the dialog already, so passages may have all that it leaves.
    private async Task<GroundedMessage?> GroundAsync(ApiRequest request, ChatCompletionRequest chat, CancellationToken cancellationToken) =>
        chat.Retrieval is null ? null
        : await new Grounding(knowledge, settings, chat.Retrieval, request.TimeLeft)
            .GroundAsync(chat.Dialog, chat.Parameters.MaxGenLen, hasEarlierTurns: false, cancellationToken)
            .ConfigureAwait(false);

    private static async IAsyncEnumerable<ServerSentEvent> EventsAsync(
        IAsyncEnumerable<ChatEvent> events, ChatCompletionWriter writer, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isFirst = true;
        await foreach (var item in events.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
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

        yield return new(_done);
    }

    private static ServerSentEvent Event(ChatCompletionChunk chunk) =>
        new(JsonSerializer.SerializeToUtf8Bytes(chunk, ChatJson.Api.ChatCompletionChunk));
}

using System.Runtime.CompilerServices;
using System.Text.Json;
using Chat.Http;
using Llama;

namespace Chat.Completions;

/// <summary>POST /chat/completions: OpenAI's API, whole or as a stream.</summary>
internal sealed class ChatCompletionsRoute(ChatSettings settings, BedrockConnection bedrock)
{
    private static readonly byte[] _done = "[DONE]"u8.ToArray();

    public async Task<Reply> HandleAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var chat = ChatCompletionRequest.Read(request.ReadObject(), settings);
        var parameters = ContextLimit.Fit(settings, chat.Dialog, chat.Parameters, mayShrink: !chat.HasLimit);
        ChatCompletionWriter writer = new(settings, request.Id, chat.IncludeUsage);
        if (chat.Stream)
        {
            ServedByHeader servedBy = new();
            var events = bedrock.StreamAsync(chat.Dialog, parameters, chat.Stop, cancellationToken);
            return Reply.Stream(EventsAsync(events, writer, servedBy, cancellationToken)) with { LateHeaders = servedBy.Headers };
        }

        var answer = await bedrock.InvokeAsync(chat.Dialog, parameters, chat.Stop, cancellationToken).ConfigureAwait(false);
        return Reply.Json(writer.Whole(answer), ChatJson.Api.ChatCompletion).With(ServedByHeader.Of(answer.Region));
    }

    private static async IAsyncEnumerable<ServerSentEvent> EventsAsync(
        IAsyncEnumerable<ChatEvent> events,
        ChatCompletionWriter writer,
        ServedByHeader servedBy,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isFirst = true;
        await foreach (var item in events.WithCancellation(cancellationToken).ConfigureAwait(false))
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

        yield return new(_done);
    }

    private static ServerSentEvent Event(ChatCompletionChunk chunk) =>
        new(JsonSerializer.SerializeToUtf8Bytes(chunk, ChatJson.Api.ChatCompletionChunk));
}

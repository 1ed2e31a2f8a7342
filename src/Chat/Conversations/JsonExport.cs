using System.Buffers;
using System.Text.Json;
using Chat.Http;

namespace Chat.Conversations;

/// <summary>A conversation and all of its messages as one JSON object, which POST /conversations takes.</summary>
internal static class JsonExport
{
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> WriteAsync(Conversation conversation, IAsyncEnumerable<IReadOnlyList<ConversationTurn>> pages)
    {
        ArrayBufferWriter<byte> buffer = new();
        await using Utf8JsonWriter json = new(buffer, JsonText.Readable);
        json.WriteStartObject();
        foreach (var field in JsonSerializer.SerializeToElement(ConversationBody.Of(conversation), ChatJson.Api.ConversationBody).EnumerateObject())
        {
            field.WriteTo(json);
        }

        json.WriteStartArray("messages"u8);
        await foreach (var page in pages.ConfigureAwait(false))
        {
            foreach (var message in page.SelectMany(MessageBody.Of))
            {
                JsonSerializer.Serialize(json, message, ChatJson.Api.MessageBody);
            }

            json.Flush();
            yield return buffer.WrittenMemory;
            buffer.ResetWrittenCount();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        yield return buffer.WrittenMemory;
    }
}

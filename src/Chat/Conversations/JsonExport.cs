using System.Buffers;
using System.Text.Json;
using Chat.Configuration;
using Chat.Http;

namespace Chat.Conversations;

/// <summary>Writes a conversation and its messages as one JSON object that POST /conversations accepts.</summary>
internal static class JsonExport
{
    /// <param name="conversation">The conversation.</param>
    /// <param name="settings">The settings, for the offered models.</param>
    /// <param name="pages">Its turns.</param>
    /// <param name="versionsOf">Counts the versions of the turns on a page.</param>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> WriteAsync(
        Conversation conversation,
        ChatSettings settings,
        IAsyncEnumerable<IReadOnlyList<ConversationTurn>> pages,
        Func<IReadOnlyList<ConversationTurn>, Task<Func<ConversationTurn, int>>> versionsOf
    )
    {
        ArrayBufferWriter<byte> buffer = new();
        await using Utf8JsonWriter json = new(buffer, JsonText.Readable);
        json.WriteStartObject();
        foreach (
            var field in JsonSerializer
                .SerializeToElement(ConversationBody.Of(conversation, settings), ChatJson.Api.ConversationBody)
                .EnumerateObject()
        )
        {
            // A conversation with the default model is exported without a model, so that its copy has the default, too.
            if (field.Name != "model_offered" && (field.Name != "model" || conversation.Model is not null))
            {
                field.WriteTo(json);
            }
        }

        var window = settings.For(conversation.Model).ContextWindow;
        json.WriteStartArray("messages"u8);
        await foreach (var page in pages)
        {
            var versions = await versionsOf(page);
            foreach (var message in page.SelectMany(turn => MessageBody.Of(turn, versions(turn), window)))
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

using System.Text.Json;
using Amazon.Lambda.Core;
using Chat.Conversations;

namespace Chat.Hosting;

/// <summary>
/// The function <c>expiry</c>: deletes the turns of conversations whose record has expired. The table's stream invokes it with such
/// removals only. It is idempotent, because the stream repeats a failed batch.
/// </summary>
/// <remarks>
/// Only the record has a time to live, which every message extends. With a time to live on every turn, each message would have to update
/// all turns before it; this way a turn costs one more write, once.
/// </remarks>
internal sealed class ExpiryFunction(ConversationDeletion deletion)
{
    public async Task<Stream> HandleAsync(Stream events, ILambdaContext context)
    {
        using var deadline = Deadline.Of(context);
        using var document = await JsonDocument.ParseAsync(events, cancellationToken: deadline.Token);
        foreach (var record in document.RootElement.GetProperty("Records").EnumerateArray())
        {
            // Never deletes after a change, whatever the stream's filter is.
            if (
                record.GetProperty("eventName").ValueEquals("REMOVE")
                && ConversationOf(record.GetProperty("dynamodb").GetProperty("Keys")) is var (owner, id)
            )
            {
                await deletion.DeleteTurnsAsync(owner, id, deadline.Token);
                context.Logger.LogInformation("conversation_expired {Id}", id);
            }
        }

        return new MemoryStream("{}"u8.ToArray());
    }

    private static (string Owner, string Id)? ConversationOf(JsonElement keys)
    {
        const string User = "USER#",
            Conversation = "CONV#";
        var (pk, sk) = (Text(keys, "pk"), Text(keys, "sk"));

        return pk.StartsWith(User, StringComparison.Ordinal) && sk.StartsWith(Conversation, StringComparison.Ordinal)
            ? (pk[User.Length..], sk[Conversation.Length..])
            : null;
    }

    private static string Text(JsonElement keys, string name) => keys.GetProperty(name).GetProperty("S").GetString()!;
}

using System.Text.Json;
using Amazon.Lambda.Core;
using Chat.Conversations;

namespace Chat.Hosting;

/// <summary>
/// The function <c>expiry</c>: deletes the messages of conversations whose record DynamoDB has removed for its age. It is
/// called by the table's stream, which hands it such removals and nothing else. What it does can be done again: a batch that
/// failed comes back.
/// </summary>
/// <remarks>
/// The record alone carries a time to live, moved on by every message. Were it on every turn, each message of a long
/// conversation would have to write all turns before it; so a turn costs one more write, once, at its end.
/// </remarks>
internal sealed class ExpiryFunction(ConversationDeletion deletion)
{
    public async Task<Stream> HandleAsync(Stream events, ILambdaContext context)
    {
        using var deadline = Deadline.Of(context);
        using var document = await JsonDocument.ParseAsync(events, cancellationToken: deadline.Token);
        foreach (var record in document.RootElement.GetProperty("Records").EnumerateArray())
        {
            // A change is never a reason to delete, whatever the stream is set to.
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

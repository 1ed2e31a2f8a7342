using Amazon.Lambda.Core;
using Chat.Table;
using static Chat.Table.Attributes;
using static Chat.Table.ChatKeys;

namespace Chat.Conversations;

/// <summary>Deletes conversations with all of their turns.</summary>
internal sealed class ConversationDeletion(DynamoTable table, ConversationStore conversations, TimeProvider time)
{
    /// <summary>Deletes the turns, then the conversation record, so that a deletion that is interrupted can be requested again.</summary>
    /// <returns>Whether there was a conversation.</returns>
    public async Task<bool> DeleteAsync(string owner, string id, CancellationToken cancellationToken)
    {
        if (!await conversations.ExistsAsync(owner, id, cancellationToken))
        {
            return false;
        }

        await RemoveAsync(owner, id, cancellationToken);
        return true;
    }

    /// <summary>Deletes the turns, then the conversation record, even if some of them do not exist.</summary>
    public async Task RemoveAsync(string owner, string id, CancellationToken cancellationToken)
    {
        await DeleteTurnsAsync(owner, id, cancellationToken);

        // Not cancellable from here on: without the record, a repeated request could not find what is left.
        await table.TryDeleteAsync(ConversationKey(owner, id), condition: null, values: null, CancellationToken.None);

        // A turn may have begun in between.
        await DeleteTurnsAsync(owner, id, CancellationToken.None);
    }

    /// <summary>
    /// Deletes a turn whose conversation was deleted while it was generated. After a failure, the turn stays but cannot be reached.
    /// </summary>
    public async Task DeleteRestAsync(string owner, string id)
    {
        try
        {
            if (!await conversations.ExistsAsync(owner, id, CancellationToken.None))
            {
                await DeleteTurnsAsync(owner, id, CancellationToken.None);
            }
        }
        catch (Exception failure)
        {
            LambdaLogger.Log(LogLevel.Error, failure, "turns_not_deleted {Conversation}", id);
        }
    }

    /// <summary>Deletes the turns of a conversation, whether or not there is a record of it.</summary>
    public async Task DeleteTurnsAsync(string owner, string id, CancellationToken cancellationToken)
    {
        ItemQuery keys = new("pk = :pk", new() { [":pk"] = S(TurnsPk(owner, id)) }) { Attributes = "pk, sk" };
        await foreach (var page in table.QueryAllAsync(keys, cancellationToken))
        {
            await table.DeleteAllAsync(page.Items, time, cancellationToken);
        }
    }
}

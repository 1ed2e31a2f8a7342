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

    /// <summary>Deletes the turns, then the conversation record, whether or not they are there.</summary>
    public async Task RemoveAsync(string owner, string id, CancellationToken cancellationToken)
    {
        await DeleteTurnsAsync(owner, id, cancellationToken);

        // Little is left to do, and without the record nobody could request the rest: from here on it is not interrupted.
        await table.TryDeleteAsync(HeadKey(owner, id), condition: null, values: null, CancellationToken.None);

        // A turn may have begun between the two.
        await DeleteTurnsAsync(owner, id, CancellationToken.None);
    }

    /// <summary>
    /// Deletes what a turn has written whose conversation was deleted while it was generated. A failure leaves it where nobody reads it.
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

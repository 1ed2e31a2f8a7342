using Chat.Http;

namespace Chat.Conversations;

/// <summary>DELETE /conversations: deletes the caller's conversations, as many as the time allows. Repeatable until none is left.</summary>
internal sealed class DeleteAllRoute(ConversationStore conversations, ConversationDeletion deletion)
{
    /// <summary>The time that is reserved for answering.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(4);

    private const int AtOnce = 8;

    public async Task<Reply> DeleteAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var left = request.TimeLeft - Margin;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (left > TimeSpan.Zero)
        {
            stop.CancelAfter(left);
        }
        else
        {
            await stop.CancelAsync();
        }

        var deleted = 0;
        var more = false;
        try
        {
            await Parallel.ForEachAsync(
                conversations.IdsAsync(request.Owner!, stop.Token),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop.Token },
                async (id, token) =>
                {
                    await deletion.RemoveAsync(request.Owner!, id, token);
                    Interlocked.Increment(ref deleted);
                }
            );
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // The next request continues: a conversation's turns are deleted before its record.
            more = true;
        }

        return Reply.Json(new(deleted, more), ChatJson.Api.DeletedBody);
    }
}

/// <summary>The number of deleted conversations, and whether there may be more.</summary>
internal sealed record DeletedBody(int Deleted, bool More);

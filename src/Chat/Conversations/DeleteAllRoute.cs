using Chat.Http;

namespace Chat.Conversations;

/// <summary>DELETE /conversations: all of the caller's, as far as the time goes. It can be asked for again until none is left.</summary>
internal sealed class DeleteAllRoute(ConversationStore conversations, ConversationDeletion deletion)
{
    /// <summary>What is kept of the invocation's time to answer in.</summary>
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
            // What was begun is not lost: a conversation's turns go before its record, and the next request finds the record.
            more = true;
        }

        return Reply.Json(new(deleted, more), ChatJson.Api.DeletedBody);
    }
}

/// <summary>How many conversations were deleted, and whether there may be more.</summary>
internal sealed record DeletedBody(int Deleted, bool More);

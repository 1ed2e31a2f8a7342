using System.Text;

namespace Chat.Conversations;

/// <summary>
/// Saves an answer while it is generated, so that little is lost if its process dies. The same write renews the lease, and fails if the
/// turn has to stop: it was cancelled, deleted with its conversation, or marked as failed.
/// </summary>
internal sealed class TurnSaver(TurnStore turns, TimeProvider time)
{
    private const int Kilobyte = 1024;

    // The cost of a write depends on the item's size, so a small item is written every second, and a large one less often.
    private const int MostSeconds = 3;

    /// <param name="owner">The conversation's owner.</param>
    /// <param name="id">The conversation.</param>
    /// <param name="turn">The turn as it began.</param>
    /// <param name="text">The answer so far.</param>
    /// <param name="stop">Ends the saving; cancelled here if the turn has to stop.</param>
    public async Task SaveAsync(string owner, string id, ConversationTurn turn, GrowingText text, CancellationTokenSource stop)
    {
        var saved = text.Bytes;
        var userBytes = Encoding.UTF8.GetByteCount(turn.User);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var pause = TimeSpan.FromSeconds(Math.Clamp((userBytes + saved) / Kilobyte, 1, MostSeconds));
                await WaitAsync(text, saved + Kilobyte, pause, stop.Token);
                if (stop.IsCancellationRequested)
                {
                    return;
                }

                (var soFar, saved) = text.SoFar();
                if (!await turns.TrySaveAsync(owner, id, turn, soFar, time.GetUtcNow() + Lease.TurnLength, stop.Token))
                {
                    await stop.CancelAsync();
                }
            }
            catch (Exception)
            {
                // The answer has ended, or DynamoDB is not available at the moment, which is no reason to stop generating.
            }
        }
    }

    // Until the text has grown, the time is over or the answer has ended. The thread that ends it runs on here: the cancellation of
    // Task.Delay would wake another one for the rest of the turn.
    private async Task WaitAsync(GrowingText text, int bytes, TimeSpan pause, CancellationToken ended)
    {
        TaskCompletionSource over = new();
        using var timer = time.CreateTimer(Complete, over, pause, Timeout.InfiniteTimeSpan);
        using var registration = ended.UnsafeRegister(Complete, over);
        text.WhenGrownTo(bytes, over);
        await over.Task;
    }

    private static void Complete(object? over) => ((TaskCompletionSource)over!).TrySetResult();
}

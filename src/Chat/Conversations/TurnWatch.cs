namespace Chat.Conversations;

/// <summary>Looks for a request to cancel, and keeps the lease, for as long as an answer is generated.</summary>
internal sealed class TurnWatch(TurnStore turns, TimeProvider time)
{
    private static readonly TimeSpan _renewal = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(800);

    /// <param name="open">The turn.</param>
    /// <param name="renewed">Called with each new end of the lease.</param>
    /// <param name="stop">Ends the watch; cancelled by it when that is asked for.</param>
    public async Task WatchAsync(OpenTurn open, Func<DateTimeOffset, Task> renewed, CancellationTokenSource stop)
    {
        var (owner, id, turn) = (open.Owner, open.Conversation.Id, open.Turn);
        var renewal = time.GetUtcNow() + _renewal;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(_look, time, stop.Token).ConfigureAwait(false);
                var now = time.GetUtcNow();
                if (now >= renewal)
                {
                    await turns.TryRenewAsync(owner, id, turn, now + TurnOpener.Lease, stop.Token).ConfigureAwait(false);
                    await renewed(now + TurnOpener.Lease).ConfigureAwait(false);
                    renewal = now + _renewal;
                }

                if (await turns.IsCancelRequestedAsync(owner, id, turn.Number, stop.Token).ConfigureAwait(false))
                {
                    await stop.CancelAsync().ConfigureAwait(false);
                }
            }
            catch (Exception)
            {
                // The answer has ended, or DynamoDB does not answer just now: no reason to stop generating.
            }
        }
    }
}

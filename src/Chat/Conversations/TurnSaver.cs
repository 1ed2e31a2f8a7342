using System.Text;

namespace Chat.Conversations;

/// <summary>
/// Saves an answer while it is generated, so that little of what was paid for is lost with its process. The same write keeps
/// the lease, and fails when the turn is to stop: it was cancelled, or deleted with its conversation, or taken for dead.
/// </summary>
internal sealed class TurnSaver(TurnStore turns, TimeProvider time)
{
    private const int Kilobyte = 1024;

    // A write costs by the size of the whole item. So a small one is written every second, and a large one less often.
    private const int MostSeconds = 3;

    /// <param name="open">The turn.</param>
    /// <param name="text">Its answer so far.</param>
    /// <param name="stop">Ends the saving; cancelled by it when the turn is to stop.</param>
    public async Task SaveAsync(OpenTurn open, GrowingText text, CancellationTokenSource stop)
    {
        var saved = text.Bytes;
        var userBytes = Encoding.UTF8.GetByteCount(open.Turn.User);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var pause = TimeSpan.FromSeconds(Math.Clamp((userBytes + saved) / Kilobyte, 1, MostSeconds));
                await Task.WhenAny(text.GrownToAsync(saved + Kilobyte), Task.Delay(pause, time, stop.Token));
                stop.Token.ThrowIfCancellationRequested();

                (var soFar, saved) = text.SoFar();
                if (
                    !await turns.TrySaveAsync(
                        open.Owner,
                        open.Conversation.Id,
                        open.Turn,
                        soFar,
                        time.GetUtcNow() + TurnOpener.Lease,
                        stop.Token
                    )
                )
                {
                    await stop.CancelAsync();
                }
            }
            catch (Exception)
            {
                // The answer has ended, or DynamoDB does not answer just now: no reason to stop generating.
            }
        }
    }
}

namespace Llama.Regions;

/// <summary>
/// The timeout until a region begins to answer, while another one could be called. It ends one call, not the caller's request.
/// </summary>
internal sealed class FirstByteLimit : IDisposable
{
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;

    public FirstByteLimit(TimeSpan limit, TimeProvider time, CancellationToken caller)
    {
        _timer = new(limit, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, caller);
    }

    /// <summary>Cancelled by the timeout or by the caller.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Data arrived, so the timeout no longer applies. False if it has already expired.</summary>
    public bool TryLift()
    {
        _timer.CancelAfter(Timeout.InfiniteTimeSpan);

        return !_timer.IsCancellationRequested;
    }

    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}

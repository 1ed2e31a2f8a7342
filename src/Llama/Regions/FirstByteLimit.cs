namespace Llama.Regions;

/// <summary>
/// How long a region may be silent while another one could answer. It ends one attempt, and not the caller's request.
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

    /// <summary>Ends with the limit or with the caller's patience.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Something arrived: from here on only the caller ends the exchange. False if it was too late.</summary>
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

using Amazon.Lambda.Core;

namespace Chat.Hosting;

/// <summary>Cancels a request shortly before the invocation's time ends, since Lambda itself has no cancellation token.</summary>
internal sealed class Deadline : IDisposable
{
    // The time reserved for answering and for storing the text so far.
    private static readonly TimeSpan _margin = TimeSpan.FromSeconds(1.5);

    // API Gateway closes a connection on which nothing has been sent for five minutes.
    private static readonly TimeSpan _longestSilence = TimeSpan.FromSeconds(290);

    private readonly ILambdaContext _context;
    private readonly CancellationTokenSource _source;

    private Deadline(ILambdaContext context, TimeSpan left, TimeProvider time)
    {
        _context = context;
        _source = new(left, time);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>All of the invocation's time.</summary>
    public static Deadline Of(ILambdaContext context) => new(context, Left(context), TimeProvider.System);

    /// <summary>The invocation's time, but no longer than a caller may wait for the first byte.</summary>
    public static Deadline OfFirstByte(ILambdaContext context, TimeProvider time) =>
        new(context, Left(context) is var left && left < _longestSilence ? left : _longestSilence, time);

    /// <summary>From here on something is sent every few seconds, so that all of the invocation's time may be used.</summary>
    public void Extend() => _source.CancelAfter(Left(_context));

    public void Dispose() => _source.Dispose();

    private static TimeSpan Left(ILambdaContext context) =>
        context.RemainingTime - _margin is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;
}

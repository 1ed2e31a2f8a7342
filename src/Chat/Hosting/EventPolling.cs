using System.Text;
using Chat.Aws;

namespace Chat.Hosting;

/// <summary>Stops polling for events after SIGTERM. An answer that is under way still goes out whole.</summary>
/// <remarks>
/// The published runtime loop takes a cancelled poll for one that timed out, and polls again at once. So the poll does not
/// end then: it tells that it has stopped, and whoever runs the loop leaves it.
/// </remarks>
internal sealed class EventPolling(CancellationToken terminated) : DelegatingHandler(new ReusedConnections(RuntimeApi()))
{
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when no further event will be taken, and the last one has been answered.</summary>
    public Task Stopped => _stopped.Task;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method != HttpMethod.Get)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, terminated);
        try
        {
            return await base.SendAsync(request, either.Token);
        }
        catch (OperationCanceledException) when (terminated.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            _stopped.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw;
        }
    }

    // The same settings as the runtime's own client.
    private static SocketsHttpHandler RuntimeApi() =>
        new()
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        };
}

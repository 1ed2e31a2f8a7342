using System.Text;
using Chat.Aws;

namespace Chat.Hosting;

/// <summary>Stops polling for events after SIGTERM. An answer in progress is still completed.</summary>
/// <remarks>
/// The published runtime loop treats a cancelled poll as a timeout and polls again at once. So the poll stays pending, and <see
/// cref="Stopped"/> ends the loop of the caller.
/// </remarks>
internal sealed class EventPolling(CancellationToken terminated) : DelegatingHandler(new ReusedConnections(RuntimeApi()))
{
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when no further event will be taken and the last one has been answered.</summary>
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

    // The same settings as in the runtime's own client.
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

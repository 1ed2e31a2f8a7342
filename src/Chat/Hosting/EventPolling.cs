using System.Text;
using Chat.Aws;

namespace Chat.Hosting;

/// <summary>Stops polling for events after SIGTERM. Answers in progress are still completed.</summary>
/// <param name="loops">How many loops of the runtime poll, each with one invocation at a time.</param>
/// <param name="terminated">Is cancelled by SIGTERM.</param>
/// <remarks>
/// The published runtime loop treats a cancelled poll as a timeout and polls again at once. So the poll stays pending, and <see
/// cref="Stopped"/> ends the loops of the caller.
/// </remarks>
internal sealed class EventPolling(int loops, CancellationToken terminated) : DelegatingHandler(new ReusedConnections(RuntimeApi()))
{
    public const string MostInvocations = "AWS_LAMBDA_MAX_CONCURRENCY";
    public const string ProcessingTasks = "AWS_LAMBDA_DOTNET_PROCESSING_TASKS";

    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _pending;

    /// <summary>Completes when no further event will be taken and the last one of each loop has been answered.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>How many loops the runtime has in this environment: several only on Lambda Managed Instances.</summary>
    public static int Loops(IReadOnlyDictionary<string, string> environment) =>
        Count(environment, MostInvocations) is { } most ? Count(environment, ProcessingTasks) ?? most : 1;

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
            // A loop polls again only when its answer is out, so that the last one to arrive here ends the process.
            if (Interlocked.Increment(ref _pending) == loops)
            {
                _stopped.TrySetResult();
            }

            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw;
        }
    }

    private static int? Count(IReadOnlyDictionary<string, string> environment, string name) =>
        int.TryParse(environment.GetValueOrDefault(name), out var count) && count > 0 ? count : null;

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

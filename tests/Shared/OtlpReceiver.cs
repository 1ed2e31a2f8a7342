using System.Collections.Concurrent;

namespace Shared;

/// <summary>A receiver of traces over OTLP/HTTP on loopback.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WireServer _server;
    private readonly ConcurrentQueue<ReceivedSpan> _spans = [];
    private readonly SemaphoreSlim _arrived = new(0);

    /// <param name="status">What it answers.</param>
    public OtlpReceiver(int status = 200) =>
        _server = new(
            async (request, stream) =>
            {
                foreach (var span in ReceivedSpan.ReadAll(request.Bytes))
                {
                    _spans.Enqueue(span);
                }

                _arrived.Release();
                await stream.WriteAsync(WireServer.Answer(status, ""));
            }
        );

    public string Url => _server.Url;

    public IReadOnlyCollection<WireRequest> Requests => _server.Requests;

    public IReadOnlyCollection<ReceivedSpan> Spans => _spans;

    /// <summary>The variables that make a function export its traces to it.</summary>
    public Dictionary<string, string> Environment => new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Url };

    /// <summary>The spans of the next request of a function.</summary>
    public async Task<IReadOnlyList<ReceivedSpan>> NextAsync(CancellationToken cancellationToken)
    {
        Assert.True(await _arrived.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken), "No traces arrived.");
        List<ReceivedSpan> taken = [];
        while (_spans.TryDequeue(out var span))
        {
            taken.Add(span);
        }

        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _arrived.Dispose();
    }
}

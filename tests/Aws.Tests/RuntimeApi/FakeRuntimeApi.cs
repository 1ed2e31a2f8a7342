using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace Aws.Tests.RuntimeApi;

/// <summary>A Runtime API on loopback, on raw TCP, so that every byte the runtime sends can be compared.</summary>
internal sealed class FakeRuntimeApi : IAsyncDisposable
{
    /// <summary>In the place of a status: the connection is closed before the body is read.</summary>
    public const int Closed = 0;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<string> _invocations = Channel.CreateUnbounded<string>();
    private readonly Channel<ReceivedRequest> _posts = Channel.CreateUnbounded<ReceivedRequest>();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Task _accepting;

    public FakeRuntimeApi()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Endpoint => _listener.LocalEndpoint.ToString()!;

    /// <summary>The status of the answer to a POST, by its path; 202 unless set. With <see cref="Closed"/> there is no answer.</summary>
    public ConcurrentDictionary<string, int> Statuses { get; } = [];

    public int NextStatus { get; set; } = 200;

    /// <summary>The body of the answer to a POST.</summary>
    public string Accepted { get; init; } = """{"status":"OK"}""";

    /// <summary>Set to hold back from reading the body of a streamed response until it completes.</summary>
    public Task ReadStreams { get; set; } = Task.CompletedTask;

    public TaskCompletionSource NextWaits { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the head of a streamed response has arrived.</summary>
    public TaskCompletionSource<string> StreamHead { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static string ResponsePath(string requestId) => $"/2018-06-01/runtime/invocation/{requestId}/response";

    public static string ErrorPath(string requestId) => $"/2018-06-01/runtime/invocation/{requestId}/error";

    public void Invoke(string requestId, string payload = "{}", params string[] headers)
    {
        string[] lines =
        [
            $"HTTP/1.1 {NextStatus} OK",
            "Content-Type: application/json",
            $"Content-Length: {Encoding.UTF8.GetByteCount(payload)}",
            $"Lambda-Runtime-Aws-Request-Id: {requestId}",
            .. headers,
        ];
        _invocations.Writer.TryWrite($"{string.Join("\r\n", lines)}\r\n\r\n{payload}");
    }

    public ValueTask<ReceivedRequest> PostAsync() => _posts.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        await using BufferedStream incoming = new(client.GetStream());
        WireReader wire = new(incoming, _stop.Token);
        try
        {
            while (await wire.HeadAsync() is { } head)
            {
                await AnswerAsync(head, wire, client.GetStream());
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The runtime went away, or the test is over.
        }
    }

    private async Task AnswerAsync(string head, WireReader wire, NetworkStream stream)
    {
        if (head.StartsWith("GET ", StringComparison.Ordinal))
        {
            NextWaits.TrySetResult();
            await stream.WriteAsync(Encoding.UTF8.GetBytes(await _invocations.Reader.ReadAsync(_stop.Token)), _stop.Token);
            return;
        }

        var status = Statuses.GetValueOrDefault(head.Split(' ')[1], 202);
        if (status == Closed)
        {
            throw new IOException("The test wants the connection closed.");
        }

        var isChunked = head.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase);
        if (isChunked)
        {
            StreamHead.TrySetResult(head);
            await ReadStreams.WaitAsync(_stop.Token);
        }

        ReceivedRequest request = new(head, isChunked ? await wire.ChunkedAsync() : await wire.BodyAsync(head));
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"HTTP/1.1 {status} Answer\r\nContent-Type: application/json\r\nContent-Length: {Accepted.Length}\r\n\r\n{Accepted}"
            ),
            _stop.Token
        );
        _posts.Writer.TryWrite(request);
    }
}

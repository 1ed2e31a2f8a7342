using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Shared;

internal sealed record WireRequest(string Line, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Path => Line.Split(' ')[1];

    /// <summary>The body as it was sent.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }
}

/// <summary>An HTTP/1.1 server on loopback that answers with the bytes a test writes.</summary>
internal sealed class WireServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<WireRequest, NetworkStream, Task> _answer;
    private readonly Task _accepting;

    public WireServer(Func<WireRequest, NetworkStream, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Url => $"http://{_listener.LocalEndpoint}";

    public ConcurrentQueue<WireRequest> Requests { get; } = [];

    public static byte[] StreamHead { get; } =
        Encoding.UTF8.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: application/vnd.amazon.eventstream\r\nConnection: close\r\n\r\n");

    /// <summary>Streams the frames to each caller, and ends the stream regularly.</summary>
    public static WireServer Streaming(params byte[][] frames) =>
        new((_, stream) => stream.WriteAsync((byte[])[.. StreamHead, .. frames.SelectMany(frame => frame)]).AsTask());

    public static WireServer Answering(int status, string body, params string[] headers) =>
        new((_, stream) => stream.WriteAsync(Answer(status, body, headers)).AsTask());

    public static byte[] Answer(int status, string body, params string[] headers)
    {
        var head =
            $"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n";
        return Encoding.UTF8.GetBytes(head + string.Concat(headers.Select(header => header + "\r\n")) + "\r\n" + body);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> serving = new();
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var request = await ReadAsync(client.GetStream());
                Requests.Enqueue(request);
                await _answer(request, client.GetStream());
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private async Task<WireRequest> ReadAsync(NetworkStream stream)
    {
        List<byte> head = new();
        var one = new byte[1];
        while (!head.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            await stream.ReadExactlyAsync(one, _stop.Token);
            head.Add(one[0]);
        }

        var lines = Encoding.UTF8.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines
            .Skip(1)
            .Select(line => line.Split(": ", 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        var body = new byte[int.Parse(headers.GetValueOrDefault("Content-Length", "0"), System.Globalization.CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return new(lines[0], headers, Encoding.UTF8.GetString(body)) { Bytes = body };
    }
}

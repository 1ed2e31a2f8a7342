using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Chat.Tests.Regions;

/// <summary>Where an answer is cut off.</summary>
public enum CutPoint
{
    None,
    BeforeHead,
    InHead,
    InBody,
    AfterBody,
}

/// <summary>An HTTP/1.1 server that keeps its connections open, and ends one where a test says.</summary>
internal sealed class KeepAliveServer : IAsyncDisposable
{
    private static readonly TimeSpan _timeToArrive = TimeSpan.FromMilliseconds(50);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _serving = [];
    private readonly Func<int, int, CutPoint> _cuts;
    private readonly string _contentType;
    private readonly byte[] _body;
    private readonly bool _resets;
    private readonly Task _accepting;
    private int _requests;

    /// <param name="cuts">Where the answer is cut, by the number of its connection and of the request on it, both from 1.</param>
    /// <param name="body">What is answered.</param>
    /// <param name="resets">Whether a connection ends with RST instead of FIN.</param>
    /// <param name="contentType">The answer's type.</param>
    public KeepAliveServer(Func<int, int, CutPoint> cuts, byte[] body, bool resets, string contentType = "application/json")
    {
        (_cuts, _body, _resets, _contentType) = (cuts, body, resets, contentType);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Url => new($"http://{_listener.LocalEndpoint}");

    /// <summary>The requests that arrived whole.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>An answer waits for this after its request has arrived.</summary>
    public Task MayAnswer { get; set; } = Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        await Task.WhenAll(_serving);
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token), _serving.Count + 1));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client, int connection)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                for (var request = 1; await ReadAsync(stream); request++)
                {
                    Interlocked.Increment(ref _requests);
                    await MayAnswer;
                    var cut = _cuts(connection, request);
                    await AnswerAsync(stream, cut);
                    if (cut != CutPoint.None)
                    {
                        await Task.Delay(_timeToArrive, _stop.Token);
                        client.LingerState = new(_resets, 0);
                        return;
                    }
                }
            }
            catch (Exception ended) when (ended is IOException or OperationCanceledException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private async Task AnswerAsync(NetworkStream stream, CutPoint cut)
    {
        var head = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {_contentType}\r\nContent-Length: {_body.Length}\r\n\r\n");
        byte[] sent = cut switch
        {
            CutPoint.BeforeHead => [],
            CutPoint.InHead => head[..20],
            CutPoint.InBody => [.. head, .. _body[..(_body.Length / 2)]],
            _ => [.. head, .. _body],
        };
        await stream.WriteAsync(sent, _stop.Token);
    }

    private async Task<bool> ReadAsync(NetworkStream stream)
    {
        StringBuilder head = new();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                return false;
            }

            head.Append((char)one[0]);
        }

        var length = head.ToString()
            .Split("\r\n")
            .FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            ?["Content-Length:".Length..];
        await stream.ReadExactlyAsync(new byte[int.Parse(length ?? "0", System.Globalization.CultureInfo.InvariantCulture)], _stop.Token);

        return true;
    }
}

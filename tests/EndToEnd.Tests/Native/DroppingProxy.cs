using System.Net;
using System.Net.Sockets;

namespace EndToEnd.Tests.Native;

/// <summary>
/// Passes bytes on, and ends a connection when a second request comes on it, as a load balancer does that has dropped an idle
/// connection.
/// </summary>
internal sealed class DroppingProxy : IAsyncDisposable
{
    private readonly Uri _upstream;
    private readonly bool _resets;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<Socket> _open = [];
    private readonly List<Task> _serving = [];
    private readonly Task _accepting;
    private int _dropped;

    /// <param name="upstream">Where the bytes go.</param>
    /// <param name="resets">Whether a connection ends with RST instead of FIN.</param>
    public DroppingProxy(Uri upstream, bool resets)
    {
        (_upstream, _resets) = (upstream, resets);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Url => new($"http://{_listener.LocalEndpoint}");

    /// <summary>Connections on which a second request came.</summary>
    public int Dropped => Volatile.Read(ref _dropped);

    /// <summary>Ends every connection there is.</summary>
    public void DropAll()
    {
        lock (_lock)
        {
            _open.ForEach(End);
            _open.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        DropAll();
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
                _serving.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        using (Socket server = new(SocketType.Stream, ProtocolType.Tcp))
        {
            lock (_lock)
            {
                _open.Add(client);
            }

            await server.ConnectAsync(_upstream.Host, _upstream.Port);
            var isAnswered = false;
            var answers = PassAsync(
                server,
                client,
                () =>
                {
                    Volatile.Write(ref isAnswered, true);
                    return true;
                }
            );
            var requests = PassAsync(
                client,
                server,
                () =>
                {
                    if (!Volatile.Read(ref isAnswered))
                    {
                        return true;
                    }

                    Interlocked.Increment(ref _dropped);
                    return false;
                }
            );
            await Task.WhenAny(requests, answers);
            End(client);
            server.Close();
            await Task.WhenAll(requests, answers);
        }
    }

    private static async Task PassAsync(Socket from, Socket to, Func<bool> isPassedOn)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var length && isPassedOn())
            {
                await to.SendAsync(buffer.AsMemory(0, length));
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // One of the two ends is gone.
        }
    }

    private void End(Socket client)
    {
        try
        {
            client.LingerState = new(_resets, 0);
            client.Close();
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }
    }
}

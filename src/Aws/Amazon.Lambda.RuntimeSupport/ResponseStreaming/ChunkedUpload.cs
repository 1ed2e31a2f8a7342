using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>
/// One chunked HTTP/1.1 request on a connection of its own. HttpClient cannot be used here: it does not
/// send trailers, and a failure after the first byte can be reported in nothing else.
/// </summary>
internal sealed class ChunkedUpload : IDisposable
{
    private const int LongestStatusLine = 256;

    private readonly Uri _address;
    private readonly Socket _socket;
    private byte[] _unsent = [];

    /// <param name="address">Where to connect to. A literal address saves the system calls of a socket that serves both protocols.</param>
    public ChunkedUpload(Uri address)
    {
        _address = address;
        _socket = IPAddress.TryParse(address.Host, out var literal)
            ? new(literal.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
            : new(SocketType.Stream, ProtocolType.Tcp);
        _socket.NoDelay = true;
    }

    /// <summary>Connects; the head, and the first chunk with it, wait for the next write and share its packet and system call.</summary>
    public async Task OpenAsync(string head, ReadOnlyMemory<byte> firstChunk, CancellationToken cancellationToken)
    {
        var unsent = new byte[head.Length + FrameLength(firstChunk.Length)];
        var length = Encoding.ASCII.GetBytes(head, unsent);
        _unsent = unsent[..(firstChunk.IsEmpty ? length : length + Frame(firstChunk.Span, unsent.AsSpan(length)))];
        await _socket.ConnectAsync(_address.Host, _address.Port, cancellationToken);
    }

    /// <summary>One chunk in one write: size, data and line ends are gathered, so that they share a packet and a system call.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        var unsent = TakeUnsent();
        var frame = ArrayPool<byte>.Shared.Rent(unsent.Length + FrameLength(data.Length));
        try
        {
            unsent.CopyTo(frame, 0);
            var length = unsent.Length + Frame(data.Span, frame.AsSpan(unsent.Length));
            await SendAsync(frame.AsMemory(0, length), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
        }
    }

    /// <summary>Sends what still waits for a write.</summary>
    public ValueTask FlushAsync(CancellationToken cancellationToken) => SendAsync(TakeUnsent(), cancellationToken);

    /// <summary>Ends the body and waits for the answer's status.</summary>
    /// <param name="trailers">Trailer lines, each with its line end.</param>
    /// <param name="cancellationToken">Gives up on the answer.</param>
    public async Task<int> EndAsync(string trailers, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        await SendAsync(Encoding.UTF8.GetBytes($"0\r\n{trailers}\r\n"), cancellationToken);
        return await ReadStatusAsync(cancellationToken);
    }

    public void Dispose() => _socket.Dispose();

    private byte[] TakeUnsent()
    {
        var unsent = _unsent;
        _unsent = [];
        return unsent;
    }

    private static int FrameLength(int dataLength) => 8 + 2 + dataLength + 2;

    private static int Frame(ReadOnlySpan<byte> data, Span<byte> frame)
    {
        data.Length.TryFormat(frame, out var length, "X");
        "\r\n"u8.CopyTo(frame[length..]);
        data.CopyTo(frame[(length + 2)..]);
        "\r\n"u8.CopyTo(frame[(length + 2 + data.Length)..]);
        return length + 2 + data.Length + 2;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None, cancellationToken)..];
        }
    }

    // "HTTP/1.1 202 Accepted": the rest of the answer is of no use, and the connection is not used again.
    private async Task<int> ReadStatusAsync(CancellationToken cancellationToken)
    {
        var line = new byte[LongestStatusLine];
        var length = 0;
        while (line.AsSpan(0, length).IndexOf((byte)'\n') < 0)
        {
            var read = length < line.Length ? await _socket.ReceiveAsync(line.AsMemory(length), SocketFlags.None, cancellationToken) : 0;
            if (read == 0)
            {
                throw new IOException("The Runtime API closed the connection of a streamed response without an answer.");
            }

            length += read;
        }

        var words = Encoding.ASCII.GetString(line, 0, length).Split(' ', 3);
        return words.Length > 1 && int.TryParse(words[1].AsSpan().Trim(), out var status)
            ? status
            : throw new IOException("The Runtime API gave an answer to a streamed response that is not HTTP.");
    }
}

using System.Globalization;
using System.Text;

namespace Aws.Tests.RuntimeApi;

/// <summary>Reads HTTP/1.1 requests without losing a byte of them.</summary>
internal sealed class WireReader(BufferedStream stream, CancellationToken cancellationToken)
{
    /// <returns>Request line and headers, or null when the connection is closed.</returns>
    public async Task<string?> HeadAsync()
    {
        List<byte> head = [];
        while (!EndsWith(head, "\r\n\r\n"u8))
        {
            if (await ByteAsync() is not { } next)
            {
                return null;
            }

            head.Add(next);
        }

        return Encoding.ASCII.GetString([.. head]);
    }

    public async Task<byte[]> BodyAsync(string head)
    {
        var length = head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        List<byte> body = [];
        await TakeAsync(body, length is null ? 0 : int.Parse(length.Split(':')[1], CultureInfo.InvariantCulture));
        return [.. body];
    }

    /// <returns>Chunks with their framing, and the trailers.</returns>
    public async Task<byte[]> ChunkedAsync()
    {
        List<byte> body = [];
        while (int.Parse(await LineAsync(body), NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var size)
        {
            await TakeAsync(body, size + 2);
        }

        while ((await LineAsync(body)).Length > 0)
        {
            // Trailers, up to the empty line.
        }

        return [.. body];
    }

    private async Task<string> LineAsync(List<byte> into)
    {
        var start = into.Count;
        do
        {
            await TakeAsync(into, 1);
        } while (!EndsWith(into, "\r\n"u8));
        return Encoding.ASCII.GetString([.. into[start..^2]]);
    }

    private async Task TakeAsync(List<byte> into, int count)
    {
        for (var i = 0; i < count; i++)
        {
            into.Add(await ByteAsync() ?? throw new IOException("The request broke off."));
        }
    }

    private async ValueTask<byte?> ByteAsync()
    {
        var next = new byte[1];
        return await stream.ReadAsync(next, cancellationToken) == 1 ? next[0] : null;
    }

    private static bool EndsWith(List<byte> bytes, ReadOnlySpan<byte> end)
    {
        if (bytes.Count < end.Length)
        {
            return false;
        }

        for (var i = 0; i < end.Length; i++)
        {
            if (bytes[bytes.Count - end.Length + i] != end[i])
            {
                return false;
            }
        }

        return true;
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using Shared;

namespace Chat.Tests.Hostile;

/// <summary>
/// Bytes at LocalCloud's port that are no requests, or nearly: each connection gets well-formed responses below 500, or is closed.
/// </summary>
public class HostileConnectionTests(LocalCloudFixture shared)
{
    private const int Tries = 250;
    private const int AtOnce = 8;

    private static readonly TimeSpan _quiet = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    public static TheoryData<int> Seeds => HostileRun.Seeds;

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Bytes_at_the_port_get_responses_below_500_or_the_end_of_the_connection(int seed)
    {
        Random random = new(seed);

        await new HostileRun("raw bytes at LocalCloud's port").ForEachAsync(
            Enumerable.Range(0, Tries).Select(_ => HostileConnection.Next(random)),
            AtOnce,
            TryAsync
        );

        using var health = await shared.SendAsync(new(HttpMethod.Get, "health"));
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    private async Task<string> TryAsync(HostileConnection connection, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_patience);
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, shared.Cloud.Api.Port, patience.Token);
        var received = await ExchangeAsync(socket, connection, patience.Token);
        if (received is null)
        {
            return "left by the client";
        }

        var statuses = RawResponses.Statuses(received);
        Assert.True(
            statuses.All(status => status is < 500 or 501 or 505),
            $"{string.Join(' ', statuses)} to {Encoding.Latin1.GetString([.. connection.Pieces.SelectMany(piece => piece)])}"
        );
        return statuses.Count == 0 ? "closed without a response"
            : statuses[^1] < 400 ? "answered"
            : "refused with 4xx or 50x of the protocol";
    }

    /// <returns>What the server sent; null if the client did not wait for it.</returns>
    private static async Task<byte[]?> ExchangeAsync(Socket socket, HostileConnection connection, CancellationToken cancellationToken)
    {
        using MemoryStream received = new();
        try
        {
            foreach (var piece in connection.Pieces)
            {
                await socket.SendAsync(piece, cancellationToken);
            }

            if (connection.IsLeft)
            {
                // Resets the connection.
                socket.LingerState = new(enable: true, seconds: 0);
                return null;
            }

            var reading = ReadToEndAsync(socket, received, cancellationToken);
            await Task.WhenAny(reading, Task.Delay(_quiet, cancellationToken));

            // Nothing more will come: a server that waits for the rest of a request need not.
            socket.Shutdown(SocketShutdown.Send);
            await reading;
        }
        catch (SocketException reset)
            when (reset.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.NotConnected)
        {
            // The server closed a connection from which more bytes came.
        }

        return received.ToArray();
    }

    private static async Task ReadToEndAsync(Socket socket, MemoryStream received, CancellationToken cancellationToken)
    {
        var buffer = new byte[8192];
        while (await socket.ReceiveAsync(buffer, cancellationToken) is > 0 and var count)
        {
            received.Write(buffer, 0, count);
        }
    }
}

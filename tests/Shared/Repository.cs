using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Shared;

internal static class Repository
{
    private static readonly int _firstPort = Random.Shared.Next(10_000, 17_000);
    private static int _given;

    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "..", ".."));

    /// <summary>The first of three neighbouring ports that are free just now, and that no other test is given.</summary>
    /// <remarks>
    /// All are below the range from which systems take ports for connections and for port 0 (from 32768 on Linux, from
    /// 49152 elsewhere): there, another process could take one first.
    /// </remarks>
    public static int FreePorts()
    {
        while (true)
        {
            var port = _firstPort + (Interlocked.Increment(ref _given) * 3 % 15_000);
            if (IsFree(port) && IsFree(port + 1) && IsFree(port + 2))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using TcpListener listener = new(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}

using System.Net;

namespace LocalCloud.Network;

/// <summary>The host names that always mean this machine.</summary>
internal static class LoopbackHost
{
    /// <param name="host">A host name or address without a port.</param>
    public static bool Is(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}

using System.Buffers;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace LocalCloud.Bedrock.Wire;

/// <summary>
/// HTTP/1.1 and HTTP/2 on one port without TLS. AWS's JavaScript SDK uses HTTP/2 for Bedrock by default, the other SDKs HTTP/1.1. Kestrel
/// distinguishes them only by the TLS handshake, so a connection that begins with HTTP/2's preface is treated as if it had negotiated
/// HTTP/2.
/// </summary>
internal static class Http2ByPriorKnowledge
{
    public static void UseHttp2ByPriorKnowledge(this ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1AndHttp2;
        listen.Use(next =>
            async connection =>
            {
                if (await OpensWithPrefaceAsync(connection))
                {
                    connection.Features.Set<ITlsConnectionFeature>(new NegotiatedHttp2());
                    connection.Features.Set<ITlsApplicationProtocolFeature>(new NegotiatedHttp2());
                }

                await next(connection);
            }
        );
    }

    private static async Task<bool> OpensWithPrefaceAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        while (true)
        {
            var read = await input.ReadAsync(connection.ConnectionClosed);
            var start = read.Buffer.Slice(0, Math.Min(3, read.Buffer.Length)).ToArray();
            var decided = start.Length == 3 || read.IsCompleted;
            input.AdvanceTo(read.Buffer.Start, decided ? read.Buffer.Start : read.Buffer.End);
            if (decided)
            {
                return start.AsSpan().SequenceEqual("PRI"u8);
            }
        }
    }

    private sealed class NegotiatedHttp2 : ITlsConnectionFeature, ITlsApplicationProtocolFeature
    {
        public X509Certificate2? ClientCertificate { get; set; }

        public ReadOnlyMemory<byte> ApplicationProtocol { get; } = "h2"u8.ToArray();

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) =>
            Task.FromResult<X509Certificate2?>(null);
    }
}

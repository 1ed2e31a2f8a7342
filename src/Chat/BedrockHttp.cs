using System.Net;
using Amazon.Runtime;

namespace Chat;

/// <summary>How the functions speak HTTP to Bedrock.</summary>
internal sealed class BedrockHttp : HttpClientFactory
{
    /// <summary>What AWS's SDKs allow a connection to another region.</summary>
    private static readonly TimeSpan _connect = TimeSpan.FromSeconds(3.1);

    /// <remarks>
    /// A stream that is left early closes its connection at once. By default .NET reads on for up to two seconds to
    /// save the connection, and Bedrock would go on generating, and billing.
    /// </remarks>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        SocketsHttpHandler sockets = new()
        {
            ConnectTimeout = _connect,
            ResponseDrainTimeout = TimeSpan.Zero,
            AutomaticDecompression = DecompressionMethods.None,
        };

        return new(new OneSending(sockets)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>
    /// .NET sends a request again, eleven times in all, when its connection is closed before an answer. Whether to
    /// ask again, and where, is decided elsewhere.
    /// </summary>
    private sealed class OneSending(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Content = request.Content is { } content ? new OnceOnly(content) : null;

            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class OnceOnly : HttpContent
    {
        private readonly HttpContent _content;
        private bool _isSent;

        public OnceOnly(HttpContent content)
        {
            _content = content;
            foreach (var header in content.Headers)
            {
                Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            if (_isSent)
            {
                throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection was closed before an answer.");
            }

            _isSent = true;
            return _content.CopyToAsync(stream, context, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _content.Headers.ContentLength ?? 0;

            return _content.Headers.ContentLength is not null;
        }

        protected override void Dispose(bool disposing)
        {
            _content.Dispose();
            base.Dispose(disposing);
        }
    }
}

using System.Net;
using Amazon.Runtime;

namespace Chat.Aws;

/// <summary>How the functions speak HTTP to AWS's services.</summary>
/// <param name="timeout">How long a whole answer, or the beginning of a stream, may take.</param>
internal sealed class ServiceHttp(TimeSpan timeout) : HttpClientFactory
{
    /// <summary>The SDK's own, which is HttpClient's.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(100);

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

            // What was signed for one address is not sent to another.
            AllowAutoRedirect = false,
            UseCookies = false,
        };

        return new(new OneTry(new ReusedConnections(sockets))) { Timeout = timeout };
    }

    /// <summary>
    /// The SDK sends a request again, up to ten times and whatever <c>MaxErrorRetry</c> says, if it finds that the
    /// connection was reset, while it waits for an answer or while it reads one. So an answer that is not a stream is read
    /// here, and the SDK does not see why a request failed: whether to send it again, and where, is decided elsewhere.
    /// </summary>
    private sealed class OneTry(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage? response = null;
            try
            {
                response = await base.SendAsync(request, cancellationToken);
                if (response.Content.Headers.ContentType?.MediaType != "application/vnd.amazon.eventstream")
                {
                    await response.Content.LoadIntoBufferAsync(cancellationToken);
                }

                return response;
            }
            catch (Exception failure)
            {
                response?.Dispose();
                if (failure is HttpRequestException or IOException)
                {
                    throw new HttpRequestException(
                        (failure as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown,
                        failure.GetBaseException().Message
                    );
                }

                throw;
            }
        }
    }
}

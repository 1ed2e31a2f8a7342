using System.Net;
using Amazon.Runtime;

namespace Chat.Aws;

/// <summary>Creates the HTTP clients for calls to AWS services.</summary>
/// <param name="timeout">The time limit for a whole answer, or for the beginning of a stream.</param>
internal sealed class ServiceHttp(TimeSpan timeout) : HttpClientFactory
{
    /// <summary>HttpClient's default, which the SDK uses too.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(100);

    /// <summary>The connection timeout that AWS SDKs use between regions.</summary>
    private static readonly TimeSpan _connect = TimeSpan.FromSeconds(3.1);

    /// <remarks>
    /// A stream that is not read to its end closes its connection at once. By default .NET would read on for up to two seconds to reuse
    /// the connection, and Bedrock would go on generating and billing.
    /// </remarks>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        SocketsHttpHandler sockets = new()
        {
            ConnectTimeout = _connect,
            ResponseDrainTimeout = TimeSpan.Zero,
            AutomaticDecompression = DecompressionMethods.None,

            // A request is signed for one address only.
            AllowAutoRedirect = false,
            UseCookies = false,
        };

        return new(new OneTry(new ReusedConnections(sockets))) { Timeout = timeout };
    }

    /// <summary>
    /// The SDK retries a reset connection up to ten times, whatever <c>MaxErrorRetry</c> says, while it waits for an answer or reads it.
    /// So this handler reads answers that are not streams itself and hides the cause from the SDK. Retries and regions are decided
    /// by LlamaClient alone.
    /// </summary>
    private sealed class OneTry(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage? response = null;
            try
            {
                response = await base.SendAsync(request, cancellationToken);
                if (response.Content.Headers.ContentType?.MediaType == "application/vnd.amazon.eventstream")
                {
                    response.Content = await BoundAsync(response.Content, cancellationToken);
                }
                else
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

        private static async Task<HttpContent> BoundAsync(HttpContent frames, CancellationToken cancellationToken)
        {
            StreamContent bounded = new(new BoundedFrames(await frames.ReadAsStreamAsync(cancellationToken)));
            foreach (var (name, values) in frames.Headers)
            {
                bounded.Headers.TryAddWithoutValidation(name, values);
            }

            return bounded;
        }
    }
}

using System.Net;
using Amazon.Runtime;

namespace Chat.Aws;

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

            // What was signed for one address is not sent to another.
            AllowAutoRedirect = false,
            UseCookies = false,
        };

        return new(new Unexplained(sockets)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>
    /// The SDK asks again, up to ten times and whatever <c>MaxErrorRetry</c> says, when it finds that a connection was
    /// reset. So it is not told why a request failed: whether to ask again, and where, is decided elsewhere.
    /// </summary>
    private sealed class Unexplained(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            }
            catch (HttpRequestException failure)
            {
                throw new HttpRequestException(failure.HttpRequestError, failure.GetBaseException().Message);
            }
        }
    }
}

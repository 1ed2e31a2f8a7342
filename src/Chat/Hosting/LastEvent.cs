using System.Text;

namespace Chat.Hosting;

/// <summary>The way to the Runtime API of a process that can be told to end: it asks for no further event then.</summary>
/// <param name="terminated">Lambda is shutting down. An answer that is under way still goes out whole.</param>
internal sealed class LastEvent(CancellationToken terminated) : DelegatingHandler(RuntimeApi())
{
    public static HttpClient Client(CancellationToken terminated) => new(new LastEvent(terminated)) { Timeout = Timeout.InfiniteTimeSpan };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method != HttpMethod.Get)
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, terminated);
        return await base.SendAsync(request, either.Token).ConfigureAwait(false);
    }

    // The same settings as the runtime's own client.
    private static SocketsHttpHandler RuntimeApi() => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
    };
}

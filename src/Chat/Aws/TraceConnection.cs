using Chat.Telemetry;

namespace Chat.Aws;

/// <summary>Sends traces to a receiver over OTLP/HTTP; to X-Ray's own receiver with a signature.</summary>
internal sealed class TraceConnection
{
    private readonly TraceSettings _settings;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly TimeProvider _time;
    private readonly Lazy<HttpClient> _http;

    public TraceConnection(TraceSettings settings, IReadOnlyDictionary<string, string> environment, TimeProvider time)
    {
        (_settings, _environment, _time) = (settings, environment, time);
        _http = new(() =>
            new(new ReusedConnections(new() { UseCookies = false, AllowAutoRedirect = false })) { Timeout = settings.Timeout }
        );
    }

    /// <exception cref="HttpRequestException">The receiver could not be reached, or did not take them.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> message)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, _settings.Endpoint)
        {
            Content = new ReadOnlyMemoryContent(message) { Headers = { ContentType = new("application/x-protobuf") } },
        };
        foreach (var (name, value) in _settings.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (XRayRegion is { } region && LambdaCredentials.From(_environment) is { } credentials)
        {
            SignedRequest.Sign(request, message.Span, credentials.GetCredentials(), region, "xray", _time.GetUtcNow());
        }

        using var answer = await _http.Value.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    private string? XRayRegion => _settings.Endpoint.Host.Split('.') is ["xray", var region, "amazonaws", "com", ..] ? region : null;
}

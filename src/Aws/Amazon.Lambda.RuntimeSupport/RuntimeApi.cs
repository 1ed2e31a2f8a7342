using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The calls of the Lambda Runtime API, 2018-06-01, that have plain requests.</summary>
internal sealed class RuntimeApi(HttpClient http, Uri address)
{
    public const string ErrorTypeHeader = "Lambda-Runtime-Function-Error-Type";

    private static readonly MediaTypeHeaderValue _json = new("application/json");
    private static readonly MediaTypeHeaderValue _errorJson = new("application/vnd.aws.lambda.error+json");

    public static string UserAgent { get; } = $"aws-lambda-dotnet/{Environment.Version}";

    public Uri Address => address;

    public static string ResponsePath(string requestId) => $"/2018-06-01/runtime/invocation/{requestId}/response";

    /// <summary>Waits for the next event, however long that takes: Lambda freezes the process meanwhile.</summary>
    public async Task<(HttpResponseHeaders Headers, byte[] Event)> NextAsync(CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(At("/2018-06-01/runtime/invocation/next"), cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw await RefusalAsync("The Runtime API gave no invocation.", response, cancellationToken);
        }

        return (response.Headers, await response.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    public async Task<HttpStatusCode> RespondAsync(string requestId, Stream body, CancellationToken cancellationToken)
    {
        // Neither request nor content is disposed: that would dispose the body, which the handler may use again.
        HttpContent content =
            body is MemoryStream memory && memory.TryGetBuffer(out var buffer)
                ? new ReadOnlyMemoryContent(buffer.AsMemory((int)memory.Position))
                : new StreamContent(body);
        content.Headers.ContentType = _json;
        return await PostAsync(
            new HttpRequestMessage(HttpMethod.Post, At(ResponsePath(requestId))) { Content = content },
            cancellationToken
        );
    }

    public Task<HttpStatusCode> ReportErrorAsync(string requestId, FunctionError error, CancellationToken cancellationToken) =>
        ReportAsync($"/2018-06-01/runtime/invocation/{requestId}/error", error, hasTypeHeader: true, cancellationToken);

    /// <summary>The type of an init error is only in its body.</summary>
    public Task<HttpStatusCode> ReportInitErrorAsync(FunctionError error, CancellationToken cancellationToken) =>
        ReportAsync("/2018-06-01/runtime/init/error", error, hasTypeHeader: false, cancellationToken);

    private async Task<HttpStatusCode> ReportAsync(
        string path,
        FunctionError error,
        bool hasTypeHeader,
        CancellationToken cancellationToken
    )
    {
        using ByteArrayContent content = new(error.ToJson()) { Headers = { ContentType = _errorJson } };
        using HttpRequestMessage request = new(HttpMethod.Post, At(path)) { Content = content };
        if (hasTypeHeader)
        {
            request.Headers.TryAddWithoutValidation(ErrorTypeHeader, error.Type);
        }

        using var response = await http.SendAsync(request, cancellationToken);
        await CheckAsync(response, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Accepted && !await IsJsonAsync(response, cancellationToken))
        {
            throw await RefusalAsync("The Runtime API's answer to an error report is not JSON.", response, cancellationToken);
        }

        return response.StatusCode;
    }

    // Lambda answers {"status":"OK"}.
    private static async Task<bool> IsJsonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private async Task<HttpStatusCode> PostAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsync(request, cancellationToken);
        await CheckAsync(response, cancellationToken);
        return response.StatusCode;
    }

    private static async Task CheckAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode >= HttpStatusCode.InternalServerError)
        {
            throw await RefusalAsync("The Runtime API failed; the process must exit.", response, cancellationToken);
        }
    }

    private Uri At(string path) => new(address, path);

    private static async Task<RuntimeApiClientException> RefusalAsync(
        string message,
        HttpResponseMessage response,
        CancellationToken cancellationToken
    ) =>
        new(
            message,
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(cancellationToken),
            response.Headers.ToDictionary(header => header.Key, header => header.Value),
            null
        );
}

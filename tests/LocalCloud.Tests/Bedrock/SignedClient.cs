using System.Security.Cryptography;
using System.Text;

namespace LocalCloud.Tests.Bedrock;

/// <summary>Bedrock's operations over plain HTTP, signed, so that a test sees every byte of the wire.</summary>
internal sealed class SignedClient(Uri endpoint) : IDisposable
{
    public const string Llama = "meta.llama2-13b-chat-v1";
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = endpoint };

    public string AccessKey { get; init; } = "local";

    public string SecretKey { get; init; } = "local";

    public string Region { get; init; } = "us-east-1";

    public string Service { get; init; } = "bedrock";

    public DateTimeOffset SignedAt { get; init; } = DateTimeOffset.UtcNow;

    public Task<HttpResponseMessage> InvokeAsync(string body, string modelId = Llama, Action<HttpRequestMessage>? change = null) =>
        SendAsync("invoke", modelId, body, change);

    public Task<HttpResponseMessage> StreamAsync(string body, string modelId = Llama, Action<HttpRequestMessage>? change = null) =>
        SendAsync("invoke-with-response-stream", modelId, body, change);

    public async Task<ReceivedStream> ReadStreamAsync(string prompt, Action? begun = null)
    {
        using var response = await StreamAsync(Body(prompt));
        Assert.Equal("application/vnd.amazon.eventstream", response.Content.Headers.ContentType?.MediaType);

        return await ReceivedStream.ReadAsync(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), begun);
    }

    public static string Body(string prompt, int maxGenLen = 512) =>
        $$"""{"prompt":"[INST] {{prompt}} [/INST]","max_gen_len":{{maxGenLen}}}""";

    public Task<HttpResponseMessage> RetrieveAsync(string body, string knowledgeBaseId = "LOCALFILES") =>
        PostAsync($"/knowledgebases/{knowledgeBaseId}/retrieve", body, null);

    public Task<HttpResponseMessage> SendAsync(string operation, string modelId, string body, Action<HttpRequestMessage>? change) =>
        PostAsync($"/model/{Uri.EscapeDataString(modelId)}/{operation}", body, change);

    private async Task<HttpResponseMessage> PostAsync(string path, string body, Action<HttpRequestMessage>? change)
    {
        HttpRequestMessage request = new(HttpMethod.Post, new Uri(endpoint, path))
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new("application/json") } },
        };
        Sign(request, path, body);
        change?.Invoke(request);

        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private void Sign(HttpRequestMessage request, string path, string body)
    {
        var amzDate = SignedAt.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'");
        var scope = $"{amzDate[..8]}/{Region}/{Service}/aws4_request";
        var canonical =
            $"POST\n{path.Replace("%", "%25")}\n\nhost:{endpoint.Authority}\nx-amz-date:{amzDate}\n\nhost;x-amz-date\n{Hash(body)}";

        var key = Encoding.UTF8.GetBytes("AWS4" + SecretKey);
        foreach (var part in scope.Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        var toSign = $"AWS4-HMAC-SHA256\n{amzDate}\n{scope}\n{Hash(canonical)}";
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
        request.Headers.Add("x-amz-date", amzDate);
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential={AccessKey}/{scope}, SignedHeaders=host;x-amz-date, Signature={signature}"
        );
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

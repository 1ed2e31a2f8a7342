using System.Text;
using LocalCloud;
using LocalCloud.Gateway;
using LocalCloud.Settings;

[assembly: AssemblyFixture(typeof(Chat.Tests.LocalCloudFixture))]

namespace Chat.Tests;

/// <summary>
/// The laptop's cloud on free ports, and a caller. One is shared by all tests; a test that needs other options starts its own.
/// </summary>
public sealed class LocalCloudFixture : IAsyncLifetime
{
    private readonly CloudOptions _options;
    private Cloud? _cloud;
    private HttpClient? _http;

    public LocalCloudFixture()
        : this(new() { TokenDelay = TimeSpan.Zero }) { }

    private LocalCloudFixture(CloudOptions options) => _options = options;

    internal Cloud Cloud => _cloud!;

    /// <summary>A client whose bearer token is <c>ada</c>, and whose base address is the stage.</summary>
    internal HttpClient Http => _http!;

    internal static async Task<LocalCloudFixture> StartAsync(CloudOptions options)
    {
        LocalCloudFixture fixture = new(options);
        await fixture.InitializeAsync();

        return fixture;
    }

    /// <summary>Separate functions and a separate model on the same data, so that failures do not affect other tests.</summary>
    internal Task<LocalCloudFixture> AloneAsync() =>
        StartAsync(_options with { DynamoDB = new DynamoDBChoice.Endpoint(Cloud.DynamoDB.Url) });

    public async ValueTask InitializeAsync()
    {
        _cloud = await Cloud.StartAsync(_options, new Silence(), TestContext.Current.CancellationToken);
        _http = new() { BaseAddress = new($"{_cloud.Api}/"), Timeout = TimeSpan.FromMinutes(1) };
        _http.DefaultRequestHeaders.Authorization = new("Bearer", "ada");
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_cloud is not null)
        {
            await _cloud.DisposeAsync();
        }
    }

    /// <summary>The answer to a JSON body, as soon as its headers are there.</summary>
    internal Task<HttpResponseMessage> PostAsync(string path, string json, string accept = "*/*")
    {
        HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Accept.ParseAdd(accept);

        return SendAsync(request);
    }

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) =>
        Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

    private sealed class Silence : IRequestLog
    {
        public void Answered(AnsweredRequest request) { }
    }
}

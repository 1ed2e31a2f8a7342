using System.Net.Http.Headers;
using System.Text;
using LocalCloud;
using LocalCloud.Settings;

[assembly: AssemblyFixture(typeof(Web.Tests.WebCloud))]

namespace Web.Tests;

/// <summary>
/// The laptop's cloud with the page, on free ports. One is shared by all tests; a test that needs other options starts its own.
/// </summary>
public sealed class WebCloud : IAsyncLifetime
{
    private readonly CloudOptions _options;
    private readonly HttpClient _http = new();
    private Cloud? _cloud;

    public WebCloud()
        : this(Options) { }

    private WebCloud(CloudOptions options) => _options = options;

    // Fast enough not to be waited for, slow enough to do something while the answer is written.
    internal static CloudOptions Options =>
        new() { TokenDelay = TimeSpan.FromMilliseconds(20), Knowledge = Path.Combine(Repository.Root, "samples", "knowledge") };

    internal Cloud Cloud => _cloud!;

    /// <summary>Where the page is.</summary>
    internal Uri Page => new(Cloud.Api, "/");

    internal static async Task<WebCloud> StartAsync(CloudOptions options)
    {
        WebCloud cloud = new(options);
        await cloud.InitializeAsync();

        return cloud;
    }

    /// <summary>A cloud of one's own whose functions have these variables.</summary>
    internal static Task<WebCloud> StartWithAsync(params (string Name, string Value)[] variables) =>
        StartAsync(Options with { Environment = variables.ToDictionary(variable => variable.Name, variable => variable.Value) });

    public async ValueTask InitializeAsync() => _cloud = await Cloud.StartAsync(_options, new NoLog(), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_cloud is not null)
        {
            await _cloud.DisposeAsync();
        }
    }

    /// <summary>Asks the API without a page; the answer's body.</summary>
    internal async Task<string> AskAsync(string owner, HttpMethod method, string path, string? json = null)
    {
        using HttpRequestMessage request = new(method, $"{Cloud.Api}{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", owner);
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await _http.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();

        return answer.IsSuccessStatusCode ? body : throw new InvalidOperationException($"{(int)answer.StatusCode} {body}");
    }
}

using Shared;

namespace Chat.Tests.Gateway;

public class CorsTests
{
    private const string Page = "https://chat.example.com";

    [Theory]
    [InlineData("*", "https://any.example", "*")]
    [InlineData("https://chat.example.com, http://localhost:5173", Page, Page)]
    [InlineData("https://chat.example.com,http://localhost:5173", "http://localhost:5173", "http://localhost:5173")]
    [InlineData("https://chat.example.com", null, null)]
    public async Task The_origin_is_allowed_when_it_is_configured(string allowed, string? origin, string? expected)
    {
        await using var cloud = await StartAsync(allowed);

        using var function = await SendAsync(cloud, "GET", "health", origin);
        using var gateway = await SendAsync(cloud, "GET", "nowhere", origin);

        Assert.Equal((200, 404), ((int)function.StatusCode, (int)gateway.StatusCode));
        Assert.All(
            [function, gateway],
            answer =>
            {
                Assert.Equal(expected, answer.Header("Access-Control-Allow-Origin"));
                Assert.Equal("Origin", answer.Header("Vary"));
            }
        );
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    public async Task An_origin_that_is_not_configured_does_not_get_as_far_as_the_function(string origin)
    {
        await using var cloud = await StartAsync(Page);

        using var answer = await SendAsync(cloud, "GET", "health", origin);

        Assert.Equal(403, (int)answer.StatusCode);
        Assert.Null(answer.Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task No_origin_is_allowed_when_none_is_configured()
    {
        await using var cloud = await StartAsync("");

        using var function = await SendAsync(cloud, "GET", "health", Page);
        using var gateway = await SendAsync(cloud, "GET", "nowhere", Page);

        Assert.All(
            [function, gateway],
            answer =>
            {
                Assert.Null(answer.Header("Access-Control-Allow-Origin"));
                Assert.Null(answer.Header("Vary"));
            }
        );
    }

    [Theory]
    [InlineData("health", "GET, OPTIONS")]
    [InlineData("chat/completions", "POST, OPTIONS")]
    public async Task A_preflight_request_is_answered_without_a_token(string path, string methods)
    {
        await using var cloud = await StartAsync(Page);
        cloud.Http.DefaultRequestHeaders.Authorization = null;

        using var answer = await SendAsync(cloud, "OPTIONS", path, Page);

        Assert.Equal(204, (int)answer.StatusCode);
        Assert.Equal(Page, answer.Header("Access-Control-Allow-Origin"));
        Assert.Equal(methods, answer.Header("Access-Control-Allow-Methods"));
        Assert.Contains("Authorization, Content-Type", answer.Header("Access-Control-Allow-Headers"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_may_send_whatever_headers_its_client_adds()
    {
        await using var cloud = await StartAsync(Page);
        HttpRequestMessage preflight = new(HttpMethod.Options, "chat/completions");
        preflight.Headers.Add("Origin", Page);
        preflight.Headers.Add("Access-Control-Request-Headers", "authorization,content-type,x-stainless-some-new-thing");

        using var answer = await cloud.SendAsync(preflight);

        Assert.Equal("authorization,content-type,x-stainless-some-new-thing", answer.Header("Access-Control-Allow-Headers"));
    }

    [Fact]
    public async Task A_stream_has_the_headers_that_keep_proxies_from_buffering()
    {
        await using var cloud = await StartAsync(Page);

        using var answer = await cloud.PostAsync("chat/completions", Answers.ChatBody("echo: a", "\"stream\":true"));

        Assert.Equal("text/event-stream; charset=utf-8", answer.Header("Content-Type"));
        Assert.Equal(("no", "no-store, no-transform"), (answer.Header("X-Accel-Buffering"), answer.Headers.CacheControl?.ToString()));
    }

    private static Task<LocalCloudFixture> StartAsync(string allowedOrigins) =>
        LocalCloudFixture.StartAsync(new() { Environment = new Dictionary<string, string> { ["ALLOWED_ORIGINS"] = allowedOrigins } });

    private static Task<HttpResponseMessage> SendAsync(LocalCloudFixture cloud, string method, string path, string? origin)
    {
        HttpRequestMessage request = new(new(method), path);
        request.Headers.TryAddWithoutValidation("Origin", origin);

        return cloud.SendAsync(request);
    }
}

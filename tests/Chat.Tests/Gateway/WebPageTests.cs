using Shared;

namespace Chat.Tests.Gateway;

public class WebPageTests(LocalCloudFixture shared)
{
    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/index.html", "text/html")]
    [InlineData("/config.json", "application/json")]
    public async Task The_page_is_served_with_a_strict_policy(string path, string type)
    {
        using var answer = await GetAsync(path);

        Assert.Equal((200, type), ((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        var policy = answer.Header("Content-Security-Policy")!;
        Assert.StartsWith("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
    }

    [Fact]
    public async Task The_pages_configuration_has_the_URL_of_its_API()
    {
        using var answer = await GetAsync("/config.json");

        var config = await answer.JsonAsync();
        Assert.Equal(("local", "/v1"), (config.Text("auth"), config.Text("api")));
    }

    [Theory]
    [InlineData("/nowhere.js")]
    [InlineData("/../Chat/openapi.json")]
    [InlineData("/%2e%2e/Chat/Chat.csproj")]
    public async Task What_is_no_file_of_the_page_is_API_Gateways_own_error(string path)
    {
        using var answer = await GetAsync(path);

        Assert.Equal(403, (int)answer.StatusCode);
        Assert.Equal("Forbidden", (await answer.JsonAsync()).Text("message"));
    }

    private Task<HttpResponseMessage> GetAsync(string path) =>
        shared.SendAsync(
            new(
                HttpMethod.Get,
                new Uri(
                    $"http://127.0.0.1:{shared.Cloud.Api.Port}{path}",
                    new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
                )
            )
        );
}

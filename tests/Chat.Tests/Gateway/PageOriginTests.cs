using LocalCloud.Network;
using LocalCloud.Settings;
using Microsoft.AspNetCore.Http;
using Shared;

namespace Chat.Tests.Gateway;

public class PageOriginTests(LocalCloudFixture shared)
{
    private const string Elsewhere = "https://evil.example";

    /// <summary>The gateway, the emulator, DynamoDB.</summary>
    public static TheoryData<int> Servers => [0, 1, 2];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_page_from_elsewhere_is_refused_by_every_server(int server)
    {
        foreach (var method in (string[])["OPTIONS", "GET", "POST", "DELETE"])
        {
            using var answer = await SendAsync(server, method, origin: Elsewhere);

            Assert.Equal(403, (int)answer.StatusCode);
            Assert.Null(answer.Header("Access-Control-Allow-Origin"));
        }
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_page_whose_name_was_made_to_resolve_to_loopback_is_refused_by_every_server(int server)
    {
        using var answer = await SendAsync(server, "GET", host: "evil.example:3000");

        Assert.Equal(403, (int)answer.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_page_of_this_machine_gets_through_to_every_server(int server)
    {
        foreach (var origin in (string[])["http://localhost:5173", "http://127.0.0.1:8080", "http://[::1]:1", "https://app.localhost"])
        {
            if (server == 2 && origin.EndsWith(".localhost", StringComparison.Ordinal))
            {
                continue;
            }

            using var answer = await SendAsync(server, "GET", origin: origin, host: "localhost");

            Assert.NotEqual(403, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_page_of_this_machine_may_read_answers_although_others_are_named()
    {
        await using var cloud = await LocalCloudFixture.StartAsync(
            new()
            {
                Environment = new Dictionary<string, string> { ["ALLOWED_ORIGINS"] = "https://chat.example.com" },
                DynamoDB = new DynamoDBChoice.Endpoint(shared.Cloud.DynamoDB.Url),
            }
        );
        HttpRequestMessage request = new(HttpMethod.Get, "health") { Headers = { { "Origin", "http://localhost:5173" } } };

        using var answer = await cloud.SendAsync(request);

        Assert.Equal("http://localhost:5173", answer.Header("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("http://localhost:5173", false)]
    [InlineData("http://localhost:3000", true)]
    [InlineData("https://chat.example.com", true)]
    [InlineData("https://evil.example", false)]
    [InlineData("null", false)]
    public void With_the_real_service_only_the_own_page_and_those_named_may_call(string origin, bool isAdmitted)
    {
        var origins = PageOrigins.Of(
            new()
            {
                Bedrock = new BedrockChoice.Aws(),
                Environment = new Dictionary<string, string> { ["ALLOWED_ORIGINS"] = "https://chat.example.com" },
            }
        );

        Assert.Equal(isAdmitted, origins.Admit(origin, new HostString("localhost", 3000)));
    }

    private Task<HttpResponseMessage> SendAsync(int server, string method, string? origin = null, string? host = null)
    {
        Uri[] urls = [new($"{shared.Cloud.Api}/health"), new(shared.Cloud.Bedrock!.Url, "faults"), shared.Cloud.DynamoDB.Url];
        HttpRequestMessage request = new(new(method), urls[server]);
        request.Headers.Host = host;
        request.Headers.TryAddWithoutValidation("Origin", origin);

        return shared.SendAsync(request);
    }
}

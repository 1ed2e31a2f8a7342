using Shared;

namespace Chat.Tests.Gateway;

public class AuthorizerTests(LocalCloudFixture cloud)
{
    [Theory]
    [InlineData(null)]
    [InlineData("Basic YWRhOnNlY3JldA==")]
    [InlineData("Bearer")]
    public async Task Without_a_bearer_token_the_gateway_answers_401(string? authorization)
    {
        using HttpClient stranger = new() { BaseAddress = cloud.Http.BaseAddress };
        using HttpRequestMessage request = new(HttpMethod.Get, "models");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);

        using var answer = await stranger.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(401, (int)answer.StatusCode);
        Assert.Equal("UnauthorizedException", answer.Header("x-amzn-ErrorType"));
        Assert.Equal("""{"message":"Unauthorized"}""", await answer.TextAsync());
    }

    [Fact]
    public async Task Health_needs_no_token()
    {
        using HttpClient stranger = new() { BaseAddress = cloud.Http.BaseAddress };

        using var answer = await stranger.GetAsync("health", TestContext.Current.CancellationToken);

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("ok", (await answer.JsonAsync()).Text("status"));
    }

    // API Gateway knows resources and methods only together: a wrong method is a wrong route, and never reaches the function's 405.
    [Theory]
    [InlineData("GET", "nowhere")]
    [InlineData("GET", "chat/completions/more")]
    [InlineData("GET", "chat/completions")]
    [InlineData("DELETE", "health")]
    [InlineData("POST", "/health")]
    [InlineData("GET", "/v2/health")]
    public async Task A_route_that_is_not_deployed_is_403(string method, string path)
    {
        using var answer = await cloud.SendAsync(new(new(method), path));

        Assert.Equal(403, (int)answer.StatusCode);
        Assert.Equal("MissingAuthenticationTokenException", answer.Header("x-amzn-ErrorType"));
        Assert.Equal("""{"message":"Missing Authentication Token"}""", await answer.TextAsync());
    }

    [Fact]
    public async Task Every_answer_has_a_request_id_that_the_function_knows_too()
    {
        using var answer = await cloud.PostAsync("invoke", "{}");

        var id = Assert.Single(answer.Headers.GetValues("x-amzn-RequestId"));
        Assert.True(Guid.TryParse(id, out _));
        Assert.Equal(id, answer.Header("X-Request-Id"));
        Assert.Equal(id, (await answer.JsonAsync()).Text("request_id"));
    }

    [Fact]
    public async Task A_body_over_ten_megabytes_is_refused_by_the_gateway()
    {
        using var answer = await cloud.PostAsync("invoke", new string(' ', (10 * 1024 * 1024) + 1));

        Assert.Equal(413, (int)answer.StatusCode);
        Assert.Equal("""{"message":"Request Too Long"}""", await answer.TextAsync());
    }
}

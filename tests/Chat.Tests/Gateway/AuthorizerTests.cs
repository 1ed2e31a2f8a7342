using Chat.Http;
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
        await AssertToldAsync(answer, "unauthorized", "authentication_error", "The request has no valid token.");
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
    public async Task A_route_that_is_not_deployed_is_404_and_says_so(string method, string path)
    {
        using var answer = await cloud.SendAsync(new(new(method), path));

        Assert.Equal(404, (int)answer.StatusCode);
        Assert.Equal("MissingAuthenticationTokenException", answer.Header("x-amzn-ErrorType"));
        await AssertToldAsync(answer, "not_found", "invalid_request_error", GatewayError.NoSuchRoute.Detail);
    }

    // No stage, no API: API Gateway's own 403, which no deployment can change.
    [Theory]
    [InlineData("POST", "/health")]
    [InlineData("GET", "/v2/health")]
    public async Task A_path_outside_the_stage_is_forbidden(string method, string path)
    {
        using var answer = await cloud.SendAsync(new(new(method), path));

        Assert.Equal((403, "ForbiddenException"), ((int)answer.StatusCode, answer.Header("x-amzn-ErrorType")));
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
        await AssertToldAsync(answer, "payload_too_large", "invalid_request_error", "The request is larger than API Gateway's 10 MB.");
    }

    // In both shapes: the problem document's, and the one that OpenAI's clients look for.
    private static async Task AssertToldAsync(HttpResponseMessage answer, string code, string type, string detail)
    {
        var body = await answer.JsonAsync();

        Assert.Equal((code, (int)answer.StatusCode, detail), (body.Text("code"), body.Number("status"), body.Text("detail")));
        Assert.Equal((code, type, detail), (body["error"]!.Text("code"), body["error"]!.Text("type"), body["error"]!.Text("message")));
        Assert.Equal(answer.Header("x-amzn-RequestId"), body.Text("request_id"));
    }
}

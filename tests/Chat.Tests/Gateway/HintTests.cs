using Shared;

namespace Chat.Tests.Gateway;

/// <summary>Options in the wrong place are reported instead of silently ignored.</summary>
public class HintTests(LocalCloudFixture cloud)
{
    [Theory]
    [InlineData("conversations?limt=5", "ignored query parameters: limt; known: limit, cursor, q, archived")]
    [InlineData("conversations?limit=5", null)]
    [InlineData("models?stream=true&a%20b=1", "ignored query parameters: stream, a?b; known: none")]
    [InlineData("health", null)]
    public async Task Unknown_query_parameters_bring_a_hint(string path, string? hint)
    {
        using var answer = await cloud.SendAsync(new(HttpMethod.Get, path));

        Assert.Equal((200, hint), ((int)answer.StatusCode, answer.Header("X-Hint")));
    }

    [Fact]
    public async Task Stream_in_the_body_of_a_message_or_of_the_models_own_request_names_the_header_that_streams()
    {
        using var created = await cloud.PostAsync("conversations", "{}");
        var id = (await created.JsonAsync()).Text("id");

        using var message = await cloud.PostAsync($"conversations/{id}/messages", """{"content":"Hello","stream":true}""");
        using var invoked = await cloud.PostAsync("invoke", """{"prompt":"Hello","stream":true}""");

        foreach (var answer in (HttpResponseMessage[])[message, invoked])
        {
            var problem = await answer.JsonAsync();
            Assert.Equal((400, "stream"), ((int)answer.StatusCode, problem.Text("field")));
            Assert.Contains("send Accept: text/event-stream", problem.Text("detail"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("POST", "responses")]
    [InlineData("POST", "embeddings")]
    [InlineData("GET", "files")]
    [InlineData("POST", "files")]
    [InlineData("GET", "chat/completions")]
    public async Task Routes_of_OpenAI_that_are_not_here_are_404_and_name_those_that_are(string method, string path)
    {
        using var answer = await cloud.SendAsync(new(new(method), path));

        var (status, error) = await answer.OpenAIErrorAsync();
        Assert.Equal((404, "not_found", "invalid_request_error"), (status, error.Text("code"), error.Text("type")));
        Assert.Contains("POST /chat/completions, POST /completions, GET /models", error.Text("message"), StringComparison.Ordinal);
    }
}

using Shared;

namespace Chat.Tests.Completions;

public class InvokeRequestTests(LocalCloudFixture cloud)
{
    [Theory]
    [InlineData("{}", "prompt", "is required")]
    [InlineData("""{"prompt":""}""", "prompt", "is required")]
    [InlineData("""{"prompt":null}""", "prompt", "must be a string")]
    [InlineData("""{"prompt":["a"]}""", "prompt", "must be a string")]
    [InlineData("""{"prompt":"a","max_tokens":5}""", "max_tokens", "use temperature, top_p and max_gen_len")]
    [InlineData("""{"prompt":"a","Temperature":0.5}""", "Temperature", "use temperature, top_p and max_gen_len")]
    [InlineData("""{"prompt":"a","temperature":"NaN"}""", "temperature", "expected a number")]
    [InlineData("""{"prompt":"a","temperature":1.01}""", "temperature", "temperature is 1.01; expected 0 to 1")]
    [InlineData("""{"prompt":"a","top_p":-1}""", "top_p", "top_p is -1; expected 0 to 1")]
    [InlineData("""{"prompt":"a","max_gen_len":0}""", "max_gen_len", "max_gen_len is 0; expected 1 to 2048")]
    [InlineData("""{"prompt":"a","max_gen_len":2049}""", "max_gen_len", "max_gen_len is 2049; expected 1 to 2048")]
    [InlineData("""{"prompt":"a","max_gen_len":"5"}""", "max_gen_len", "expected an integer")]
    public async Task A_wrong_field_is_named(string body, string field, string detail)
    {
        using var answer = await cloud.PostAsync("invoke", body);

        var problem = await answer.JsonAsync();
        Assert.Equal((400, "invalid_request", field), ((int)answer.StatusCode, problem.Text("code"), problem.Text("field")));
        Assert.Contains(detail, problem.Text("detail"), StringComparison.Ordinal);
        Assert.Equal("urn:problem:invalid_request", problem.Text("type"));
        Assert.Equal("application/problem+json", answer.Header("Content-Type"));
    }

    [Theory]
    [InlineData("*/*")]
    [InlineData("text/event-stream")]
    public async Task A_prompt_that_leaves_no_room_is_refused_with_the_counts(string accept)
    {
        var prompt = string.Join(' ', Enumerable.Repeat("word", 3000));

        using var answer = await cloud.PostAsync("invoke", $$"""{"prompt":"{{prompt}}","max_gen_len":1096}""", accept);

        var problem = await answer.JsonAsync();
        Assert.Equal((400, "context_length_exceeded"), ((int)answer.StatusCode, problem.Text("code")));
        Assert.Equal((3001, 1096, 4096), (problem.Number("prompt_tokens"), problem.Number("max_gen_len"), problem.Number("window_tokens")));
    }

    [Fact]
    public async Task A_prompt_that_just_fits_is_answered()
    {
        var prompt = string.Join(' ', Enumerable.Repeat("word", 3000));

        using var answer = await cloud.PostAsync("invoke", $$"""{"prompt":"{{prompt}}","max_gen_len":1095}""");

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal(3001, (await answer.JsonAsync()).Number("prompt_token_count"));
    }

    [Fact]
    public async Task The_models_own_body_comes_back()
    {
        using var answer = await cloud.PostAsync("invoke", """{"prompt":"count to 9","max_gen_len":5,"temperature":0,"top_p":1}""");

        var body = await answer.JsonAsync();
        Assert.Equal("application/json", answer.Header("Content-Type"));
        Assert.Equal(
            ["generation", "generation_token_count", "prompt_token_count", "stop_reason"],
            body.AsObject().Select(field => field.Key).Order(StringComparer.Ordinal)
        );
        Assert.Equal(("length", 5), (body.Text("stop_reason"), body.Number("generation_token_count")));
    }
}

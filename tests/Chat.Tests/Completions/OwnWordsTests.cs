using Shared;

namespace Chat.Tests.Completions;

/// <summary>Errors speak of the fields that the route has.</summary>
public class OwnWordsTests(LocalCloudFixture cloud)
{
    [Theory]
    [InlineData("chat/completions", "messages")]
    [InlineData("completions", "prompt")]
    public async Task A_prompt_and_a_limit_that_do_not_fit_together_get_OpenAIs_error_message(string path, string param)
    {
        using var answer = await cloud.PostAsync(path, Body(path, words: 2500, ",\"max_tokens\":2048"));

        var (status, error) = await answer.OpenAIErrorAsync();
        Assert.Equal((400, "context_length_exceeded", param), (status, error.Text("code"), error.Text("param")));
        Assert.Contains("tokens and max_tokens is 2048; together they exceed", error.Text("message"), StringComparison.Ordinal);
        Assert.DoesNotContain("max_gen_len", error.Text("message"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chat/completions", "messages")]
    [InlineData("completions", "prompt")]
    public async Task A_prompt_that_alone_fills_the_window_is_refused_as_such(string path, string param)
    {
        using var answer = await cloud.PostAsync(path, Body(path, words: 5000, ""));

        var (status, error) = await answer.OpenAIErrorAsync();
        Assert.Equal((400, "context_length_exceeded", param), (status, error.Text("code"), error.Text("param")));
        Assert.Contains("The prompt alone has", error.Text("message"), StringComparison.Ordinal);
        Assert.DoesNotContain("max_", error.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_models_own_route_keeps_the_models_own_words()
    {
        using var answer = await cloud.PostAsync("invoke", $$"""{"prompt":"{{Words(2500)}}","max_gen_len":2048}""");

        Assert.Contains("max_gen_len is 2048", (await answer.JsonAsync()).Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_integer_may_have_a_fraction_of_zero()
    {
        using var invoked = await cloud.PostAsync("invoke", """{"max_gen_len":4.0,"prompt":"[INST] count to 20 [/INST]"}""");
        using var halved = await cloud.PostAsync("invoke", """{"max_gen_len":4.5,"prompt":"[INST] count to 20 [/INST]"}""");

        Assert.Equal(200, (int)invoked.StatusCode);
        Assert.Equal(4, (await invoked.JsonAsync()).Number("generation_token_count"));
        Assert.Equal(400, (int)halved.StatusCode);
    }

    private static string Body(string path, int words, string more) =>
        path == "completions"
            ? $$"""{"prompt":"{{Words(words)}}"{{more}}}"""
            : $$"""{"messages":[{"role":"user","content":"{{Words(words)}}"}]{{more}}}""";

    private static string Words(int count) => string.Concat(Enumerable.Repeat("word ", count));
}

using Shared;

namespace Chat.Tests.Completions;

/// <summary>POST /completions: the caller's own prompt.</summary>
public class TextCompletionTests(LocalCloudFixture cloud, PromptReader reader) : IClassFixture<PromptReader>
{
    [Fact]
    public async Task The_model_continues_the_unchanged_prompt()
    {
        using var answer = await reader.Cloud.PostAsync("completions", """{"prompt":"<s>[INST] a [/INST] b </s>","max_tokens":5}""");

        var body = await answer.JsonAsync();
        Assert.Equal("<s>[INST] a [/INST] b </s>", reader.LastPrompt);
        Assert.Equal(("text_completion", "meta.llama2-13b-chat-v1"), (body.Text("object"), body.Text("model")));
        Assert.Equal(("ok", "stop"), (body["choices"]![0]!.Text("text"), body["choices"]![0]!.Text("finish_reason")));
        Assert.Equal((5, 1), (body["usage"]!.Number("prompt_tokens"), body["usage"]!.Number("completion_tokens")));
    }

    [Theory]
    [InlineData("false", "1 2 3 4 5")]
    [InlineData("true", "[INST] count to 5 [/INST]1 2 3 4 5")]
    public async Task Echo_puts_the_prompt_before_the_answer(string echo, string text)
    {
        var body = $$"""{"prompt":["[INST] count to 5 [/INST]"],"echo":{{echo}}""";

        using var whole = await cloud.PostAsync("completions", body + "}");
        using var streamed = await cloud.PostAsync("completions", body + ",\"stream\":true}");

        var events = await streamed.EventsAsync();
        Assert.Equal(text, (await whole.JsonAsync())["choices"]![0]!.Text("text"));
        Assert.Equal(text, string.Concat(events.SkipLast(1).Select(item => item.Json["choices"]![0]!.Text("text"))));
        Assert.Equal("[DONE]", events[^1].Data);
    }

    [Fact]
    public async Task A_stop_sequence_ends_the_answer_and_a_last_event_has_the_usage()
    {
        using var answer = await cloud.PostAsync(
            "completions",
            """{"prompt":"count to 9","stop":[" 4"],"stream":true,"stream_options":{"include_usage":true}}"""
        );

        var events = (await answer.EventsAsync()).SkipLast(1).Select(item => item.Json).ToList();
        Assert.Equal("1 2 3", string.Concat(events.SkipLast(1).Select(item => item["choices"]![0]!.Text("text"))));
        Assert.Equal("stop", events[^2]["choices"]![0]!.Text("finish_reason"));
        Assert.Empty(events[^1]["choices"]!.AsArray());
        Assert.True(events[^1]["usage"]!.Number("completion_tokens") > 0);
    }

    [Theory]
    [InlineData("""{}""", "prompt", "is required")]
    [InlineData("""{"prompt":""}""", "prompt", "is required")]
    [InlineData("""{"prompt":["a","b"]}""", "prompt", "several prompts")]
    [InlineData("""{"prompt":[1,2]}""", "prompt", "lists of tokens")]
    [InlineData("""{"prompt":[7]}""", "prompt", "lists of tokens")]
    [InlineData("""{"prompt":"a","echo":"yes"}""", "echo", "true or false")]
    [InlineData("""{"prompt":"a","best_of":2}""", "best_of", "not supported")]
    [InlineData("""{"prompt":"a","suffix":"b"}""", "suffix", "not supported")]
    [InlineData("""{"prompt":"a","logprobs":1}""", "logprobs", "not supported")]
    [InlineData("""{"prompt":"a","max_tokens":0}""", "max_tokens", "1 to 2048")]
    public async Task A_request_that_cannot_be_honoured_names_the_field(string body, string param, string detail)
    {
        using var answer = await cloud.PostAsync("completions", body);

        var (status, error) = await answer.OpenAIErrorAsync();
        Assert.Equal((400, param), (status, error.Text("param")));
        Assert.Contains(detail, error.Text("message"), StringComparison.Ordinal);
    }
}

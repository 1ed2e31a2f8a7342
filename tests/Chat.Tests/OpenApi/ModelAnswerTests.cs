using Chat.Tests.Failures;
using LocalCloud.Bedrock.Faults;
using Shared;

namespace Chat.Tests.OpenApi;

public class ModelAnswerTests(LocalCloudFixture cloud)
{
    private const string Invoke = "/invoke";
    private const string Chat = "/chat/completions";
    private const string Completions = "/completions";

    public static TheoryData<string, int, string> Faults =>
        new()
        {
            { "Throttle", 429, "rate_limited" },
            { "ModelError", 502, "model_error" },
            { "EndOfLife", 503, "model_retired" },
            { "Unavailable", 503, "model_unavailable" },
            { "ModelTimeout", 504, "timeout" },
        };

    [Theory]
    [InlineData("/health")]
    [InlineData("/openapi.json")]
    [InlineData("/models")]
    public async Task Health_and_models_answer_as_described(string path)
    {
        using var answer = await cloud.SendAsync(new(HttpMethod.Get, path[1..]));

        await answer.AssertDocumentedAsync("GET", path, 200);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/event-stream")]
    public async Task The_model_answers_as_described(string accept)
    {
        using var answer = await cloud.PostAsync("invoke", """{"prompt":"[INST] count to 3 [/INST]"}""", accept);

        await answer.AssertDocumentedAsync("POST", Invoke, 200);
        Assert.Equal(accept, answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("\"stream\":false", "application/json")]
    [InlineData("\"stream\":true", "text/event-stream")]
    [InlineData("\"stream\":true,\"stream_options\":{\"include_usage\":true}", "text/event-stream")]
    [InlineData("\"max_tokens\":1", "application/json")]
    public async Task Chat_completions_are_as_described(string more, string mediaType)
    {
        using var answer = await cloud.PostAsync("chat/completions", Answers.ChatBody("count to 3", more));

        await answer.AssertDocumentedAsync("POST", Chat, 200);
        Assert.Equal(mediaType, answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("\"stream\":false", "application/json")]
    [InlineData("\"stream\":true,\"stream_options\":{\"include_usage\":true}", "text/event-stream")]
    [InlineData("\"echo\":true,\"max_tokens\":1", "application/json")]
    public async Task Legacy_completions_are_as_described(string more, string mediaType)
    {
        using var answer = await cloud.PostAsync("completions", $$"""{"prompt":"[INST] count to 3 [/INST]",{{more}}}""");

        await answer.AssertDocumentedAsync("POST", Completions, 200);
        Assert.Equal(mediaType, answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("""{"temperature":2}""", "invalid_request")]
    [InlineData("not json", "invalid_request")]
    public async Task A_refusal_is_as_described(string json, string code)
    {
        using var invoked = await cloud.PostAsync("invoke", json);
        using var chatted = await cloud.PostAsync("chat/completions", json);
        using var completed = await cloud.PostAsync("completions", json);

        await completed.AssertDocumentedAsync("POST", Completions, 400, code);
        await invoked.AssertDocumentedAsync("POST", Invoke, 400, code);
        await chatted.AssertDocumentedAsync("POST", Chat, 400, code);
    }

    [Fact]
    public async Task A_prompt_that_is_too_long_is_refused_as_described()
    {
        var text = string.Concat(Enumerable.Repeat("word ", 4096));

        using var invoked = await cloud.PostAsync("invoke", $$"""{"prompt":"{{text}}"}""");
        using var chatted = await cloud.PostAsync("chat/completions", Answers.ChatBody(text));
        using var completed = await cloud.PostAsync("completions", $$"""{"prompt":"{{text}}"}""");

        await completed.AssertDocumentedAsync("POST", Completions, 400, "context_length_exceeded");
        await invoked.AssertDocumentedAsync("POST", Invoke, 400, "context_length_exceeded");
        await chatted.AssertDocumentedAsync("POST", Chat, 400, "context_length_exceeded");
    }

    [Theory]
    [InlineData(Invoke)]
    [InlineData(Chat)]
    [InlineData(Completions)]
    public async Task A_body_that_is_too_large_or_of_another_type_is_refused_as_described(string path)
    {
        using var large = await cloud.PostAsync(path[1..], new string(' ', (1024 * 1024) + 1));
        using var form = await cloud.SendAsync(
            new(HttpMethod.Post, path[1..]) { Content = new StringContent("a=b", mediaType: new("application/x-www-form-urlencoded")) }
        );

        await large.AssertDocumentedAsync("POST", path, 413, "payload_too_large");
        await form.AssertDocumentedAsync("POST", path, 415, "unsupported_media_type");
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_failing_model_is_answered_as_described(string fault, int status, string code)
    {
        await using var alone = await cloud.AloneAsync();
        var prompt = alone.Fault(new() { Fault = Enum.Parse<FaultKind>(fault) });

        using var invoked = await alone.InvokeAsync(prompt, stream: false);
        using var chatted = await alone.ChatAsync(prompt, stream: false);
        // Of its own: a region that failed three times would not be asked again.
        await using var another = await cloud.AloneAsync();
        prompt = another.Fault(new() { Fault = Enum.Parse<FaultKind>(fault) });
        using var completed = await another.PostAsync("completions", $$"""{"prompt":{{Answers.Quoted(prompt)}}}""");

        await completed.AssertDocumentedAsync("POST", Completions, status, code);
        await invoked.AssertDocumentedAsync("POST", Invoke, status, code);
        await chatted.AssertDocumentedAsync("POST", Chat, status, code);
    }

    [Fact]
    public async Task A_stream_that_breaks_ends_as_described()
    {
        var prompt = cloud.Fault(new() { Fault = FaultKind.MalformedChunk, AfterChunks = 3 });

        using var invoked = await cloud.InvokeAsync(prompt, stream: true);
        using var chatted = await cloud.ChatAsync(prompt, stream: true);
        using var completed = await cloud.PostAsync("completions", $$"""{"prompt":{{Answers.Quoted(prompt)}},"stream":true}""");

        await completed.AssertDocumentedAsync("POST", Completions, 200, "model_error");
        await invoked.AssertDocumentedAsync("POST", Invoke, 200, "model_error");
        await chatted.AssertDocumentedAsync("POST", Chat, 200, "model_error");
    }
}

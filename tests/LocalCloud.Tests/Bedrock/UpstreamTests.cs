using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Shared;

namespace LocalCloud.Tests.Bedrock;

public sealed class UpstreamTests
{
    private const string WholeAnswer =
        """{"choices":[{"text":"I am real.","finish_reason":"length"}],"usage":{"prompt_tokens":11,"completion_tokens":4}}""";

    [Theory]
    [InlineData("")]
    [InlineData("v1")]
    [InlineData("v1/")]
    [InlineData("?model=llama2")]
    public async Task A_whole_answer_comes_from_the_upstream_model(string suffix)
    {
        await using var upstream = await FakeCompletions.StartAsync(context => context.Response.WriteAsync(WholeAnswer));
        await using var emulator = await TestEmulator.StartAsync(new Uri(upstream.Url, suffix));
        using SignedClient client = new(emulator.Url);

        using var response = await client.InvokeAsync(
            """{"prompt":"[INST] Hi [/INST]","temperature":0.25,"top_p":0.75,"max_gen_len":33}"""
        );
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

        Assert.Equal(
            """{"generation":"I am real.","prompt_token_count":11,"generation_token_count":4,"stop_reason":"length"}""",
            answer.ToJsonString()
        );
        var sent = JsonNode.Parse(upstream.Received!)!;
        Assert.Equal("[INST] Hi [/INST]", (string?)sent["prompt"]);
        Assert.Equal(
            (33, 0.25, 0.75, false),
            ((int)sent["max_tokens"]!, (double)sent["temperature"]!, (double)sent["top_p"]!, (bool)sent["stream"]!)
        );
        Assert.Equal(suffix.StartsWith('?') ? "llama2" : null, (string?)sent["model"]);
    }

    [Fact]
    public async Task Chunks_come_from_the_upstream_model_and_the_last_one_has_its_usage()
    {
        await using var upstream = await FakeCompletions.StreamingAsync(
            """{"choices":[{"text":"I am"}]}""",
            """{"choices":[{"text":" real."}]}""",
            """{"choices":[{"text":"","finish_reason":"stop"}]}""",
            """{"choices":[],"usage":{"prompt_tokens":11,"completion_tokens":4}}""",
            "[DONE]"
        );
        await using var emulator = await TestEmulator.StartAsync(upstream.Url);
        using SignedClient client = new(emulator.Url);

        var stream = await client.ReadStreamAsync("Hi");

        Assert.Equal("I am real.", stream.Text);
        Assert.Equal([null, null, "stop"], stream.Frames.Select(frame => (string?)frame.Chunk!["stop_reason"]));
        Assert.Equal(4, (int)stream.Frames[^1].Chunk!["amazon-bedrock-invocationMetrics"]!["outputTokenCount"]!);
        Assert.True((bool)JsonNode.Parse(upstream.Received!)!["stream_options"]!["include_usage"]!);
    }

    [Theory]
    [InlineData("")]
    [InlineData("none_yet")]
    public async Task Text_is_kept_whatever_finish_reason_comes_with_it(string reason)
    {
        await using var upstream = await FakeCompletions.StreamingAsync(
            $$"""{"choices":[{"text":"I am","finish_reason":"{{reason}}"}]}""",
            $$"""{"choices":[{"text":" real","finish_reason":"{{reason}}"}]}""",
            """{"choices":[{"text":".","finish_reason":"length"}]}""",
            """{"choices":[{"text":" Really."}],"usage":{"prompt_tokens":11.0,"completion_tokens":4.0}}""",
            "[DONE]"
        );
        await using var emulator = await TestEmulator.StartAsync(upstream.Url);
        using SignedClient client = new(emulator.Url);

        var stream = await client.ReadStreamAsync("Hi");

        Assert.Equal("I am real. Really.", stream.Text);
        Assert.Equal("length", (string?)stream.Frames[^1].Chunk!["stop_reason"]);
        Assert.Equal(4, (int)stream.Frames[^1].Chunk!["amazon-bedrock-invocationMetrics"]!["outputTokenCount"]!);
    }

    [Theory]
    [InlineData("11.0", 11)]
    [InlineData("-1", null)]
    [InlineData("\"many\"", null)]
    [InlineData("[1]", null)]
    public async Task A_count_that_is_no_integer_does_not_lose_the_answer(string count, int? expected)
    {
        await using var upstream = await FakeCompletions.StartAsync(context =>
            context.Response.WriteAsync(
                $$$"""{"choices":[{"text":"I am real.","finish_reason":"stop"}],"usage":{"prompt_tokens":{{{count}}},"completion_tokens":4}}"""
            )
        );
        await using var emulator = await TestEmulator.StartAsync(upstream.Url);
        using SignedClient client = new(emulator.Url);

        using var response = await client.InvokeAsync("""{"prompt":"Hi"}""");
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

        Assert.Equal("I am real.", (string?)answer["generation"]);
        Assert.True(
            (int)answer["prompt_token_count"]! == (expected ?? (int)answer["prompt_token_count"]!) && (int)answer["prompt_token_count"]! > 0
        );
    }

    [Theory]
    [InlineData(429, "7", 429, "ThrottlingException", "")]
    [InlineData(
        503,
        "9",
        503,
        "ServiceUnavailableException",
        """{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"""
    )]
    [InlineData(400, null, 400, "ValidationException", """{"error":{"message":"top_k is odd"}}""", "top_k is odd")]
    [InlineData(
        400,
        null,
        400,
        "ValidationException",
        """{"error":{"message":"exceeds","n_ctx":4096}}""",
        "This model's maximum context length is 4096 tokens. Please reduce the length of the prompt"
    )]
    [InlineData(400, null, 400, "ValidationException", "<html>", "The upstream model refused the request.")]
    [InlineData(504, null, 408, "ModelTimeoutException", "")]
    public async Task An_upstream_refusal_is_the_error_that_Bedrock_would_give(
        int upstreamStatus,
        string? retryAfter,
        int status,
        string type,
        string body,
        string? message = null
    )
    {
        await using var upstream = await FakeCompletions.StartAsync(context =>
        {
            context.Response.StatusCode = upstreamStatus;
            context.Response.Headers.RetryAfter = retryAfter;
            return context.Response.WriteAsync(body);
        });
        await using var emulator = await TestEmulator.StartAsync(upstream.Url);
        using SignedClient client = new(emulator.Url);

        using var response = await client.StreamAsync(SignedClient.Body("Hi"));
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

        Assert.Equal(status, (int)response.StatusCode);
        Assert.StartsWith($"{type}:", response.Headers.GetValues("x-amzn-ErrorType").Single(), StringComparison.Ordinal);
        Assert.Equal(retryAfter, response.Headers.RetryAfter?.ToString());
        Assert.True(message is null || message == (string?)error["message"], error.ToJsonString());
    }

    [Theory]
    [InlineData("""{"choices":[{"text":"I am"}]}""", "[DONE]")]
    [InlineData("""{"choices":[{"text":"I am"}]}""", "{broken")]
    public async Task An_upstream_stream_that_stops_early_or_makes_no_sense_is_a_model_stream_error(params string[] events)
    {
        await using var upstream = await FakeCompletions.StreamingAsync(events);
        await using var emulator = await TestEmulator.StartAsync(upstream.Url);
        using SignedClient client = new(emulator.Url);

        var stream = await client.ReadStreamAsync("Hi");

        Assert.Equal(2, stream.Frames.Count);
        Assert.Equal("modelStreamErrorException", stream.Frames[1].Headers[":exception-type"]);
    }

    [Fact]
    public async Task An_upstream_connection_that_breaks_is_a_model_stream_error()
    {
        // Only once the emulator has passed the chunk on is the break in the middle for sure.
        TaskCompletionSource passedOn = new();
        await using var upstream = await FakeCompletions.StartAsync(async context =>
        {
            await FakeCompletions.WriteEventAsync(context, """{"choices":[{"text":"I am"}]}""");
            await passedOn.Task.WaitAsync(context.RequestAborted);
            context.Abort();
        });
        await using var emulator = await TestEmulator.StartAsync(upstream.Url);
        using SignedClient client = new(emulator.Url);

        var stream = await client.ReadStreamAsync("Hi", begun: passedOn.SetResult);

        Assert.Equal("modelStreamErrorException", stream.Frames[^1].Headers[":exception-type"]);
    }

    [Theory]
    [InlineData("invoke")]
    [InlineData("invoke-with-response-stream")]
    public async Task An_upstream_error_is_a_model_error_with_the_original_status(string operation)
    {
        await using var upstream = await FakeCompletions.StartAsync(context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        await using var emulator = await TestEmulator.StartAsync(upstream.Url);
        using SignedClient client = new(emulator.Url);

        using var response = await client.SendAsync(operation, SignedClient.Llama, SignedClient.Body("Hi"), null);
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

        Assert.Equal(424, (int)response.StatusCode);
        Assert.StartsWith("ModelErrorException:", response.Headers.GetValues("x-amzn-ErrorType").Single());
        Assert.Equal(500, (int)error["originalStatusCode"]!);
    }

    [Fact]
    public async Task An_upstream_that_is_not_running_is_service_unavailable()
    {
        await using var emulator = await TestEmulator.StartAsync(new Uri($"http://127.0.0.1:{Repository.FreePorts()}"));
        using SignedClient client = new(emulator.Url);

        using var response = await client.StreamAsync(SignedClient.Body("Hi"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task A_client_that_hangs_up_cancels_the_upstream_request()
    {
        TaskCompletionSource upstreamCancelled = new();
        await using var upstream = await FakeCompletions.StartAsync(async context =>
        {
            context.RequestAborted.Register(upstreamCancelled.SetResult);
            await FakeCompletions.WriteEventAsync(context, """{"choices":[{"text":"I am"}]}""");
            await upstreamCancelled.Task;
        });
        await using var emulator = await TestEmulator.StartAsync(upstream.Url);
        using SignedClient client = new(emulator.Url);

        var response = await client.StreamAsync(SignedClient.Body("Hi"));
        response.Dispose();
        await upstreamCancelled.Task.WaitAsync(TestContext.Current.CancellationToken);
        var invocation = await emulator.Journal.WhenAsync(_ => true, TestContext.Current.CancellationToken);

        Assert.True(invocation.ClientHungUp);
    }
}

using System.ClientModel;
using System.ClientModel.Primitives;
using LocalCloud.Bedrock.Faults;
using Microsoft.Extensions.AI;
using OpenAI;

namespace Chat.Tests.Compatibility;

/// <summary>Microsoft.Extensions.AI.OpenAI: the API as an <see cref="IChatClient"/>, and OpenAI for .NET, which is below it.</summary>
public sealed class ExtensionsAIClientTests(ClientRuns runs) : IClassFixture<ClientRuns>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, int, string> Errors =>
        new()
        {
            { "fault: throttle", 429, "rate_limited" },
            { "fault: model_error", 502, "model_error" },
            { "fault: end_of_life", 503, "model_retired" },
            { "fault: access_denied", 503, "model_unavailable" },
            { "fault: unavailable", 503, "model_unavailable" },
            { "fault: model_timeout", 504, "timeout" },
        };

    [Fact]
    public async Task An_answer_has_its_text_its_finish_reason_and_its_usage()
    {
        using var chat = Open("default");

        var answer = await chat.GetResponseAsync("count to 9", new() { StopSequences = [" 4"], Temperature = 0.2f }, Token);
        var cut = await chat.GetResponseAsync("count to 90", new() { MaxOutputTokens = 4 }, Token);

        Assert.Equal(("1 2 3", ChatFinishReason.Stop), (answer.Text, answer.FinishReason));
        Assert.Equal(("1 2", ChatFinishReason.Length), (cut.Text, cut.FinishReason));
        Assert.Equal("meta.llama2-13b-chat-v1", answer.ModelId);
        Assert.True(answer.Usage?.InputTokenCount > 5 && answer.Usage.OutputTokenCount == 8);
    }

    [Fact]
    public async Task A_stream_becomes_the_same_answer()
    {
        using var chat = Open("default");

        var answer = await chat.GetStreamingResponseAsync("count to 5", cancellationToken: Token).ToChatResponseAsync(Token);

        Assert.Equal(("1 2 3 4 5", ChatFinishReason.Stop), (answer.Text, answer.FinishReason));
        Assert.Equal(10, answer.Usage?.OutputTokenCount);
    }

    [Fact]
    public async Task A_stream_that_breaks_raises_an_error()
    {
        using var chat = Open("default");
        List<string> heard = [];

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await foreach (var update in chat.GetStreamingResponseAsync("fault: fail_mid_stream", cancellationToken: Token))
            {
                heard.Add(update.Text);
            }
        });

        Assert.NotEmpty(string.Concat(heard));
    }

    [Fact]
    public async Task A_stream_can_be_aborted()
    {
        using var chat = Open("default");
        using CancellationTokenSource abort = new();
        var heard = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in chat.GetStreamingResponseAsync("count to 2000", cancellationToken: abort.Token))
            {
                if (++heard == 5)
                {
                    await abort.CancelAsync();
                }
            }
        });

        Assert.InRange(heard, 5, 1000);
    }

    [Fact]
    public async Task The_clients_own_timeout_ends_a_request()
    {
        using var chat = Open("default", timeout: TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            chat.GetResponseAsync("fault: slow_first_token", cancellationToken: Token)
        );
    }

    [Fact]
    public async Task A_throttled_request_is_sent_again_after_the_pause_that_it_was_told()
    {
        const string Prompt = "echo: throttled once";
        runs.Cloud.Cloud.Bedrock!.Faults.Add(
            new()
            {
                Fault = FaultKind.Throttle,
                WhenPromptContains = Prompt,
                Times = Llama.LlamaClient.MaxCalls,
            }
        );
        using var chat = Open("default", retries: 3);

        Assert.Equal("throttled once", (await chat.GetResponseAsync(Prompt, cancellationToken: Token)).Text);
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task An_error_has_its_status_and_its_code(string prompt, int status, string code)
    {
        using var chat = Open("default");

        var refused = await Assert.ThrowsAsync<ClientResultException>(() => chat.GetResponseAsync(prompt, cancellationToken: Token));

        Assert.Equal(status, refused.Status);
        Assert.Contains(code, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("default", 1.5f, null, 400, "temperature")]
    [InlineData("gpt-4o", null, null, 404, "model_not_found")]
    [InlineData("default", null, 2048, 429, "budget_exceeded")]
    public async Task A_refused_request_has_its_status_and_its_code(
        string model,
        float? temperature,
        int? maxOutputTokens,
        int status,
        string code
    )
    {
        using var chat = Open(model);

        var refused = await Assert.ThrowsAsync<ClientResultException>(() =>
            chat.GetResponseAsync("Hello", new() { Temperature = temperature, MaxOutputTokens = maxOutputTokens }, Token)
        );

        Assert.Equal(status, refused.Status);
        Assert.Contains(code, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_are_listed_and_found()
    {
        var models = new OpenAIClient(new ApiKeyCredential("meai"), Options()).GetOpenAIModelClient();

        var listed = (await models.GetModelsAsync(Token)).Value;
        var found = (await models.GetModelAsync("default", Token)).Value;
        var missing = await Assert.ThrowsAsync<ClientResultException>(() => models.GetModelAsync("arn:aws:x/y", Token));

        Assert.Equal(["meta.llama2-13b-chat-v1"], listed.Select(model => model.Id));
        Assert.Equal("meta.llama2-13b-chat-v1", found.Id);
        Assert.Equal(404, missing.Status);
    }

    private IChatClient Open(string model, TimeSpan? timeout = null, int retries = 0) =>
        new OpenAIClient(new ApiKeyCredential("meai"), Options(timeout, retries)).GetChatClient(model).AsIChatClient();

    private OpenAIClientOptions Options(TimeSpan? timeout = null, int retries = 0) =>
        new()
        {
            Endpoint = runs.Cloud.Cloud.Api,
            RetryPolicy = new ClientRetryPolicy(maxRetries: retries),
            NetworkTimeout = timeout,
        };
}

using System.ClientModel;
using Chat.Tests.Failures;
using LocalCloud.Bedrock.Faults;
using LocalCloud.Bedrock.Models;
using LocalCloud.Bedrock.Wire;
using OpenAI;
using OpenAI.Chat;
using Shared;

namespace Chat.Tests.Guardrails;

public sealed class GuardedCompletionTests(GuardedCloud guarded) : IClassFixture<GuardedCloud>
{
    private readonly LocalCloudFixture _cloud = guarded.Cloud;

    [Theory]
    [InlineData(GuardedCloud.Attack, GuardedModel.Message, "content_filter", GuardedCloud.Blocked)]
    [InlineData("echo: to ada@example.com", "to {EMAIL}", "stop", GuardedCloud.Masked)]
    [InlineData("count to 3", "1 2 3", "stop", null)]
    public async Task OpenAIs_answer_has_OpenAIs_reason_and_the_flag(string prompt, string text, string reason, string? flag)
    {
        using var whole = await _cloud.ChatAsync(prompt, stream: false);
        using var streamed = await _cloud.ChatAsync(prompt, stream: true);

        var body = await whole.JsonAsync();
        Assert.Equal(
            (text, reason, flag),
            (
                body["choices"]![0]!["message"]!.Text("content"),
                body["choices"]![0]!.Text("finish_reason"),
                body["guardrail"]?.ToJsonString()
            )
        );
        var events = await streamed.EventsAsync();
        var last = events[^2].Json;
        Assert.Equal(
            (text, reason, flag),
            (
                string.Concat(events.SkipLast(1).Select(item => item.Content)),
                last["choices"]![0]!.Text("finish_reason"),
                last["guardrail"]?.ToJsonString()
            )
        );
        Assert.All(events.SkipLast(2), item => Assert.Null(item.Json["guardrail"]));
        Assert.Equal(flag is null, !body.AsObject().ContainsKey("guardrail"));
    }

    [Fact]
    public async Task With_stop_sequences_a_block_is_reported_too()
    {
        using var answer = await _cloud.PostAsync("chat/completions", Answers.ChatBody(GuardedCloud.Attack, "\"stop\":\"never\""));

        var body = await answer.JsonAsync();
        Assert.Equal(
            ("content_filter", GuardedCloud.Blocked),
            (body["choices"]![0]!.Text("finish_reason"), body["guardrail"]!.ToJsonString())
        );
    }

    [Fact]
    public async Task OpenAIs_own_client_understands_a_block()
    {
        ChatClient client = new(
            "meta.llama2-13b-chat-v1",
            new ApiKeyCredential("ada"),
            new OpenAIClientOptions { Endpoint = _cloud.Cloud.Api }
        );

        ChatCompletion answer = await client.CompleteChatAsync(
            [new UserChatMessage(GuardedCloud.Attack)],
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.Equal((ChatFinishReason.ContentFilter, GuardedModel.Message), (answer.FinishReason, answer.Content[0].Text));
    }

    [Fact]
    public async Task Under_invoke_the_models_body_passes_with_Bedrocks_keys_and_without_a_trace()
    {
        using var blocked = await _cloud.InvokeAsync(GuardedCloud.Attack, stream: false);
        using var masked = await _cloud.InvokeAsync("echo: ada@example.com", stream: false);
        using var streamed = await _cloud.InvokeAsync(GuardedCloud.Attack, stream: true);

        Assert.Equal((200, 200, 200), ((int)blocked.StatusCode, (int)masked.StatusCode, (int)streamed.StatusCode));
        var chunk = Assert.Single(await streamed.EventsAsync()).Json;
        Assert.All(
            [await blocked.JsonAsync(), chunk],
            body =>
                Assert.Equal((GuardedModel.Message, "INTERVENED"), (body.Text("generation"), body.Text("amazon-bedrock-guardrailAction")))
        );
        var text = await masked.TextAsync();
        Assert.Contains("{EMAIL}", text, StringComparison.Ordinal);
        Assert.All(["ada@", "trace"], secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("""{"prompt":"Hi","amazon-bedrock-guardrailConfig":{"streamProcessingMode":"ASYNCHRONOUS"}}""")]
    [InlineData("""{"prompt":"Hi","amazon\u002dbedrock-guardrailConfig":{"tagSuffix":"mine"}}""")]
    public async Task A_caller_cannot_change_how_the_guardrail_works(string body)
    {
        using var answer = await _cloud.PostAsync("invoke", body);

        var problem = await answer.JsonAsync();
        Assert.Equal(
            (400, "invalid_request", "amazon-bedrock-guardrailConfig"),
            ((int)answer.StatusCode, problem.Text("code"), problem.Text("field"))
        );
    }

    [Fact]
    public async Task Every_route_names_the_guardrail()
    {
        var prompt = $"count to 2 {Guid.NewGuid()}";

        foreach (var stream in (bool[])[false, true])
        {
            using var chat = await _cloud.ChatAsync(prompt, stream);
            using var invoke = await _cloud.InvokeAsync(prompt, stream);
            await chat.TextAsync();
            await invoke.TextAsync();
        }

        await guarded.Journal.WhenAsync(
            invocation => invocation.Operation == InvokeModelTarget.Whole,
            TestContext.Current.CancellationToken
        );
        await guarded.Journal.WhenAsync(
            invocation => invocation.Operation == InvokeModelTarget.Streamed,
            TestContext.Current.CancellationToken
        );
        Assert.All(guarded.Journal.Invocations, invocation => Assert.Equal("abc123:7", invocation.Guardrail));
    }

    [Fact]
    public async Task A_guardrail_that_does_not_exist_is_the_operators_mistake()
    {
        var prompt = _cloud.Fault(new() { Fault = FaultKind.GuardrailUnknown });

        using var chat = await _cloud.ChatAsync(prompt, stream: true);
        using var invoke = await _cloud.InvokeAsync(prompt, stream: false);

        var (status, error) = await chat.OpenAIErrorAsync();
        var problem = await invoke.JsonAsync();
        Assert.Equal(
            (503, "model_unavailable", 503, "model_unavailable"),
            (status, error.Text("code"), (int)invoke.StatusCode, problem.Text("code"))
        );
        Assert.All([error.ToJsonString(), problem.ToJsonString()], FaultyModel.AssertNothingLeaks);
    }
}

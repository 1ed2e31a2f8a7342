using Chat.Tests.Conversations;
using Chat.Tests.Failures;
using LocalCloud.Bedrock.Faults;
using LocalCloud.Bedrock.Models;
using Shared;

namespace Chat.Tests.Guardrails;

public sealed class GuardedTurnTests(GuardedCloud guarded) : IClassFixture<GuardedCloud>
{
    private readonly LocalCloudFixture _cloud = guarded.Cloud;
    private readonly Owner _owner = Owner.Of(guarded.Cloud);

    [Fact]
    public async Task A_blocked_turn_is_answered_with_the_guardrails_message_and_says_so()
    {
        var (whole, streamed) = (await _owner.CreateAsync(), await _owner.CreateAsync());

        var answer = await _owner.SayAsync(whole, GuardedCloud.Attack);
        using var streaming = await _owner.StreamAsync(streamed, GuardedCloud.Attack);

        Assert.Equal((GuardedModel.Message, "guardrail"), (answer["message"]!.Text("content"), answer.Text("stop_reason")));
        Assert.Equal(GuardedCloud.Blocked, answer["guardrail"]!.ToJsonString());
        var events = await streaming.EventsAsync();
        answer["conversation_id"] = streamed;
        Assert.Equal(["delta", "done"], events.Select(item => item.Type));
        Assert.Equal((GuardedModel.Message, answer.ToJsonString()), (events[0].Json.Text("text"), events[1].Json.ToJsonString()));
    }

    [Fact]
    public async Task A_blocked_turn_is_stored_and_counted_with_the_tokens_that_were_billed()
    {
        var id = await _owner.CreateAsync();

        await _owner.SayAsync(id, GuardedCloud.Attack);

        var messages = await _owner.MessagesAsync(id);
        Assert.Equal(
            [(GuardedCloud.Attack, "complete"), (GuardedModel.Message, "complete")],
            messages.Select(message => (message.Text("content"), message.Text("status")))
        );
        Assert.Equal(
            (null, GuardedCloud.Blocked, "guardrail"),
            (messages[0]["guardrail"], messages[1]["guardrail"]!.ToJsonString(), messages[1].Text("stop_reason"))
        );
        Assert.Equal(
            (0, 0),
            (messages[1]["usage"]!.Number("total_tokens"), (await _owner.GetAsync("usage"))["total"]!.Number("total_tokens"))
        );
        Assert.Equal(1, (await _owner.GetAsync("usage"))["days"]![0]!.Number("turns"));
        Assert.Equal(1, (await _owner.GetAsync($"conversations/{id}")).Number("turns"));
    }

    [Fact]
    public async Task A_blocked_turn_is_not_shown_to_the_model_again_and_blocks_nothing_more()
    {
        var id = await _owner.CreateAsync();
        await _owner.SayAsync(id, "My name is Zoë.");
        await _owner.SayAsync(id, GuardedCloud.Attack);

        var answer = await _owner.SayAsync(id, "What is my name?");

        Assert.Contains(
            "turn 2 that I see; the one before it began with “My name is Zoë.”",
            answer["message"]!.Text("content"),
            StringComparison.Ordinal
        );
        Assert.Equal(
            (3, 1, 1),
            (answer.Number("turn"), answer["context"]!.Number("turns_included"), answer["context"]!.Number("turns_dropped"))
        );
        Assert.Equal((null, "stop"), (answer["guardrail"], answer.Text("stop_reason")));
    }

    [Fact]
    public async Task Masked_text_passes_with_its_flag_and_is_shown_again()
    {
        var id = await _owner.CreateAsync();

        using var streaming = await _owner.StreamAsync(id, "echo: write to ada@example.com or bob@example.org today");
        var events = await streaming.EventsAsync();
        var next = await _owner.SayAsync(id, "And now?");

        var done = events[^1].Json;
        Assert.Equal("write to {EMAIL} or {EMAIL} today", done["message"]!.Text("content"));
        Assert.Equal(done["message"]!.Text("content"), string.Concat(events.SkipLast(1).Select(item => item.Json.Text("text"))));
        Assert.Equal((GuardedCloud.Masked, "stop"), (done["guardrail"]!.ToJsonString(), done.Text("stop_reason")));
        Assert.True(done["usage"]!.Number("completion_tokens") > 5);
        Assert.Equal(GuardedCloud.Masked, (await _owner.MessagesAsync(id))[1]["guardrail"]!.ToJsonString());
        Assert.Equal(1, next["context"]!.Number("turns_included"));
    }

    [Fact]
    public async Task Text_that_came_before_a_block_stays_and_is_paid_for()
    {
        var id = await _owner.CreateAsync();
        var content = _cloud.Fault(new() { Fault = FaultKind.GuardrailBlocks, AfterChunks = 5 });

        using var streaming = await _owner.StreamAsync(id, content);
        var events = await streaming.EventsAsync();
        var next = await _owner.SayAsync(id, "And now?");

        var (text, done) = (string.Concat(events.SkipLast(1).Select(item => item.Json.Text("text"))), events[^1].Json);
        Assert.EndsWith(GuardedModel.Message, text, StringComparison.Ordinal);
        Assert.True(text.Length > GuardedModel.Message.Length);
        Assert.Equal(
            (text, "guardrail", GuardedCloud.Blocked),
            (done["message"]!.Text("content"), done.Text("stop_reason"), done["guardrail"]!.ToJsonString())
        );
        Assert.Equal(6, done["usage"]!.Number("completion_tokens"));
        var stored = (await _owner.MessagesAsync(id))[1];
        Assert.Equal((text, done["usage"]!.ToJsonString()), (stored.Text("content"), stored["usage"]!.ToJsonString()));
        Assert.Equal(0, next["context"]!.Number("turns_included"));
    }

    [Theory]
    [InlineData(GuardedCloud.Attack)]
    [InlineData("echo: ada@example.com")]
    public async Task A_replay_has_the_flag_too(string content)
    {
        var id = await _owner.CreateAsync();
        var first = await _owner.SayAsync(id, content, key: "one");

        using var whole = await _owner.PostAsync(id, Owner.Message(content), key: "one");
        using var streamed = await _owner.StreamAsync(id, content, key: "one");

        Assert.NotNull(first["guardrail"]);
        Assert.Equal(("true", first.ToJsonString()), (whole.Header("Idempotency-Replayed"), (await whole.JsonAsync()).ToJsonString()));
        Assert.Equal(first.ToJsonString(), (await streamed.EventsAsync())[^1].Json.ToJsonString());
        Assert.Equal(2, (await _owner.MessagesAsync(id)).Count);
    }

    [Fact]
    public async Task Another_answer_has_no_flag_of_the_one_before_it()
    {
        var id = await _owner.CreateAsync();
        var content = _cloud.Fault(new() { Fault = FaultKind.GuardrailBlocks, Times = 1 });
        var blocked = await _owner.SayAsync(id, content);

        using var again = await _owner.PostAsync(id, """{"regenerate":true}""");
        var next = await _owner.SayAsync(id, "And now?");

        Assert.Equal((GuardedCloud.Blocked, null), (blocked["guardrail"]!.ToJsonString(), (await again.JsonAsync())["guardrail"]));
        var stored = (await _owner.MessagesAsync(id, "path"))[1];
        Assert.Equal((null, "stop"), (stored["guardrail"], stored.Text("stop_reason")));
        Assert.Equal(1, next["context"]!.Number("turns_included"));
    }

    [Fact]
    public async Task An_answer_that_fails_leaves_the_old_one_and_its_flag()
    {
        var id = await _owner.CreateAsync();
        var content = _cloud.Fault(new() { Fault = FaultKind.GuardrailBlocks, Times = 1 });
        _cloud.Cloud.Bedrock!.Faults.Add(
            new()
            {
                Fault = FaultKind.ModelError,
                WhenPromptContains = content,
                Times = 1,
            }
        );
        await _owner.SayAsync(id, content);

        using var failed = await _owner.PostAsync(id, """{"regenerate":true}""");

        Assert.Equal(502, (int)failed.StatusCode);
        var stored = (await _owner.MessagesAsync(id))[1];
        Assert.Equal((GuardedModel.Message, GuardedCloud.Blocked), (stored.Text("content"), stored["guardrail"]!.ToJsonString()));
    }

    [Theory]
    [InlineData("*/*")]
    [InlineData("text/event-stream")]
    public async Task Nothing_of_the_trace_is_returned_or_stored(string accept)
    {
        var id = await _owner.CreateAsync();

        using var answer = await _owner.PostAsync(id, Owner.Message("echo: ada@example.com"), accept);

        var reported = await answer.TextAsync();
        Assert.Contains("{EMAIL}", reported, StringComparison.Ordinal);
        Assert.All(
            ["ada@", "trace", "match", "abc123"],
            secret => Assert.DoesNotContain(secret, reported, StringComparison.OrdinalIgnoreCase)
        );
        Assert.DoesNotContain("ada@", (await _owner.MessagesAsync(id))[1].ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_with_which_the_guardrail_agrees_says_nothing_of_it()
    {
        var id = await _owner.CreateAsync();

        var answer = await _owner.SayAsync(id, "count to 3");

        Assert.Equal("1 2 3", answer["message"]!.Text("content"));
        Assert.False(answer.AsObject().ContainsKey("guardrail"));
        Assert.All(await _owner.MessagesAsync(id), message => Assert.False(message.AsObject().ContainsKey("guardrail")));
    }

    [Theory]
    [InlineData("*/*")]
    [InlineData("text/event-stream")]
    public async Task A_guardrail_that_does_not_exist_is_the_operators_mistake_and_not_a_retired_model(string accept)
    {
        var id = await _owner.CreateAsync();
        var content = _cloud.Fault(new() { Fault = FaultKind.GuardrailUnknown });

        using var answer = await _owner.PostAsync(id, Owner.Message(content), accept);

        var problem = await answer.JsonAsync();
        Assert.Equal((503, "model_unavailable", "60"), ((int)answer.StatusCode, problem.Text("code"), answer.Header("Retry-After")));
        Assert.Contains("guardrail", problem.Text("detail"), StringComparison.Ordinal);
        FaultyModel.AssertNothingLeaks(problem.ToJsonString());
        Assert.Equal("failed", (await _owner.MessagesAsync(id))[1].Text("status"));
    }
}

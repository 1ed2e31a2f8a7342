using Chat.Tests.Failures;
using LocalCloud.Bedrock.Faults;
using Shared;

namespace Chat.Tests.Conversations;

public class TurnFailureTests(LocalCloudFixture cloud)
{
    private readonly Owner _owner = Owner.Of(cloud);

    [Theory]
    [InlineData("*/*")]
    [InlineData("text/event-stream")]
    public async Task A_failure_before_the_first_word_is_a_status_and_keeps_the_users_text(string accept)
    {
        await using var alone = await cloud.AloneAsync();
        var id = await _owner.CreateAsync();
        var content = alone.Fault(new() { Fault = FaultKind.Throttle });

        using var answer = await (_owner with { Cloud = alone }).PostAsync(id, Owner.Message(content), accept);

        var problem = await answer.JsonAsync();
        Assert.Equal((429, "rate_limited", "2"), ((int)answer.StatusCode, problem.Text("code"), answer.Header("Retry-After")));
        Assert.Equal((id, 1), (problem.Text("conversation_id"), problem.Number("turn")));
        var messages = await _owner.MessagesAsync(id);
        Assert.Equal([(content, "failed"), ("", "failed")], messages.Select(message => (message.Text("content"), message.Text("status"))));
        Assert.Equal("rate_limited", messages[1].Text("stop_reason"));
    }

    [Fact]
    public async Task A_failure_in_the_middle_is_an_event_and_keeps_the_text_and_its_tokens()
    {
        var id = await _owner.CreateAsync();
        var content = cloud.Fault(new() { Fault = FaultKind.FailMidStream, AfterChunks = 3 });

        using var answer = await _owner.StreamAsync(id, content);

        var events = await answer.EventsAsync();
        var problem = events[^1].Json;
        Assert.Equal((200, "error", "model_error"), ((int)answer.StatusCode, events[^1].Type, problem.Text("code")));
        Assert.Equal((id, 1), (problem.Text("conversation_id"), problem.Number("turn")));
        var text = string.Concat(events.SkipLast(1).Select(item => item.Json.Text("text")));
        var stored = (await _owner.MessagesAsync(id))[1];
        Assert.NotEmpty(text);
        Assert.Equal((text, "failed", "model_error"), (stored.Text("content"), stored.Text("status"), stored.Text("stop_reason")));
        Assert.Equal(3, stored["usage"]!.Number("completion_tokens"));
        Assert.Equal(stored["usage"]!.ToJsonString(), (await _owner.GetAsync("usage"))["total"]!.ToJsonString());
    }

    [Fact]
    public async Task After_a_failure_the_conversation_continues_without_the_failed_turn()
    {
        var id = await _owner.CreateAsync();
        await _owner.SayAsync(id, "My name is Zoë.");
        using var failed = await _owner.PostAsync(id, Owner.Message(cloud.Fault(new() { Fault = FaultKind.ModelError })));

        var answer = await _owner.SayAsync(id, "What is my name?");

        Assert.Equal((502, 3, 1), ((int)failed.StatusCode, answer.Number("turn"), answer["context"]!.Number("turns_included")));
        Assert.Contains("began with “My name is Zoë.”", answer["message"]!.Text("content"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_leaves_does_not_end_its_turn()
    {
        await using var model = await HeldModel.StartAsync();
        await using var held = await LocalCloudFixture.StartAsync(new() { Bedrock = model.Choice });
        var owner = Owner.Of(held);
        var id = await owner.CreateAsync();
        var left = owner.StreamAsync(id, "Hello");
        await model.AskedAsync();
        model.Say("one ");

        (await left).Dispose();
        model.Say("two");
        model.Finish();

        var stored = await owner.EndedAsync(id);
        Assert.Equal(("one two", "complete", "stop"), (stored.Text("content"), stored.Text("status"), stored.Text("stop_reason")));
    }

    [Fact]
    public async Task Time_that_runs_out_keeps_what_there_is()
    {
        await using var slow = await LocalCloudFixture.StartAsync(
            new() { FunctionTimeout = TimeSpan.FromSeconds(4), TokenDelay = TimeSpan.FromMilliseconds(50) }
        );
        var owner = Owner.Of(slow);
        var id = await owner.CreateAsync();

        using var answer = await owner.StreamAsync(id, "count to 2000");

        var events = await answer.EventsAsync();
        Assert.Equal(("done", "deadline"), (events[^1].Type, events[^1].Json.Text("stop_reason")));
        var stored = (await owner.MessagesAsync(id))[1];
        Assert.StartsWith("1 2 3", stored.Text("content"), StringComparison.Ordinal);
        Assert.Equal(("cancelled", "deadline"), (stored.Text("status"), stored.Text("stop_reason")));
        Assert.Equal(events[^1].Json["usage"]!.ToJsonString(), stored["usage"]!.ToJsonString());
        var next = await owner.SayAsync(id, "count to 3");
        Assert.Equal((2, "stop"), (next.Number("turn"), next.Text("stop_reason")));
    }
}

using Chat.Tests.Failures;
using LocalCloud.Bedrock.Faults;
using Shared;

namespace Chat.Tests.Conversations;

public class RegenerateTests(LocalCloudFixture cloud)
{
    private const string Again = """{"regenerate":true,"parameters":{"max_gen_len":4}}""";

    private readonly Owner _owner = Owner.Of(cloud);

    [Fact]
    public async Task The_last_answer_is_replaced_and_both_are_paid_for()
    {
        var id = await _owner.CreateAsync();
        await _owner.SayAsync(id, "count to 3");
        var before = await _owner.SayAsync(id, "count to 100");

        using var answer = await _owner.PostAsync(id, Again);

        var after = await answer.JsonAsync();
        Assert.Equal((2, "length", 1), (after.Number("turn"), after.Text("stop_reason"), after["context"]!.Number("turns_included")));
        var messages = await _owner.MessagesAsync(id);
        Assert.Equal(["count to 3", "1 2 3", "count to 100", after["message"]!.Text("content")], messages.Select(message => message.Text("content")));
        Assert.Equal(Tokens(before) + Tokens(after), messages[3]["usage"]!.Number("total_tokens"));
        var conversation = await _owner.GetAsync($"conversations/{id}");
        Assert.Equal((2, (await _owner.GetAsync("usage"))["total"]!.ToJsonString()), (conversation.Number("turns"), conversation["usage"]!.ToJsonString()));
    }

    [Fact]
    public async Task An_answer_that_fails_leaves_the_old_one()
    {
        var id = await _owner.CreateAsync();
        var content = $"count to 12 {Guid.NewGuid()}";
        var before = await _owner.SayAsync(id, content);
        cloud.Cloud.Bedrock!.Faults.Add(new() { Fault = FaultKind.ModelError, WhenPromptContains = content, Times = 1 });

        using var failed = await _owner.PostAsync(id, Again);

        Assert.Equal(502, (int)failed.StatusCode);
        var kept = (await _owner.MessagesAsync(id))[1];
        Assert.Equal((before["message"]!.Text("content"), "complete", "stop"), (kept.Text("content"), kept.Text("status"), kept.Text("stop_reason")));
        Assert.Equal(before["usage"]!.ToJsonString(), kept["usage"]!.ToJsonString());
    }

    [Fact]
    public async Task An_answer_that_fails_in_the_middle_leaves_the_old_one_and_is_paid_for()
    {
        var id = await _owner.CreateAsync();
        var content = $"count to 12 {Guid.NewGuid()}";
        var before = await _owner.SayAsync(id, content);
        cloud.Cloud.Bedrock!.Faults.Add(new() { Fault = FaultKind.FailMidStream, AfterChunks = 3, WhenPromptContains = content, Times = 1 });

        using var failed = await _owner.PostAsync(id, Again);

        Assert.Equal(502, (int)failed.StatusCode);
        var kept = (await _owner.MessagesAsync(id))[1];
        Assert.Equal((before["message"]!.Text("content"), "complete", "stop"), (kept.Text("content"), kept.Text("status"), kept.Text("stop_reason")));
        Assert.Equal(before["usage"]!.Number("completion_tokens") + 3, kept["usage"]!.Number("completion_tokens"));
    }

    [Fact]
    public async Task A_turn_that_failed_can_be_answered_again()
    {
        var id = await _owner.CreateAsync();
        var content = cloud.Fault(new() { Fault = FaultKind.ModelError, Times = 1 });
        using var failed = await _owner.PostAsync(id, Owner.Message(content));

        using var answer = await _owner.PostAsync(id, """{"regenerate":true}""");

        Assert.Equal((502, 200), ((int)failed.StatusCode, (int)answer.StatusCode));
        var messages = await _owner.MessagesAsync(id);
        Assert.Equal([(1, "complete"), (1, "complete")], messages.Select(message => (message.Number("turn"), message.Text("status"))));
    }

    private static int Tokens(System.Text.Json.Nodes.JsonNode answer) => answer["usage"]!.Number("total_tokens");
}

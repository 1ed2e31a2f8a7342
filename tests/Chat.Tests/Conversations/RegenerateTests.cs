using Chat.Tests.Failures;
using LocalCloud.Bedrock.Faults;
using Shared;

namespace Chat.Tests.Conversations;

public class RegenerateTests(LocalCloudFixture cloud)
{
    private const string Again = """{"regenerate":true,"parameters":{"max_gen_len":4}}""";

    private readonly Owner _owner = Owner.Of(cloud);

    [Fact]
    public async Task Another_answer_is_a_version_beside_the_first_and_both_are_paid_for()
    {
        var id = await _owner.CreateAsync();
        await _owner.SayAsync(id, "count to 3");
        var before = await _owner.SayAsync(id, "count to 100");

        using var answer = await _owner.PostAsync(id, Again);

        var after = await answer.JsonAsync();
        Assert.Equal(
            (3, 1, 3, "length", 1),
            (
                after.Number("turn"),
                after.Number("parent"),
                after.Number("active"),
                after.Text("stop_reason"),
                after["context"]!.Number("turns_included")
            )
        );
        Assert.Equal(
            ["count to 3", "1 2 3", "count to 100", after["message"]!.Text("content")],
            (await _owner.MessagesAsync(id, "path")).Select(message => message.Text("content"))
        );
        var all = await _owner.MessagesAsync(id);
        Assert.Equal(
            [(1, 0, 1), (2, 1, 2), (3, 1, 2)],
            all.Where(message => message.Text("role") == "user")
                .Select(message => (message.Number("turn"), message.Number("parent"), message.Number("versions")))
        );
        Assert.Equal(
            [Tokens(before), Tokens(after)],
            all.Where(message => message.Text("role") == "assistant").Skip(1).Select(message => message["usage"]!.Number("total_tokens"))
        );
        var conversation = await _owner.GetAsync($"conversations/{id}");
        Assert.Equal(
            (3, 3, (await _owner.GetAsync("usage"))["total"]!.ToJsonString()),
            (conversation.Number("turns"), conversation.Number("active_turn"), conversation["usage"]!.ToJsonString())
        );
    }

    [Fact]
    public async Task An_attempt_that_comes_to_nothing_is_not_shown_and_the_old_answer_stays_active()
    {
        var id = await _owner.CreateAsync();
        var content = $"count to 12 {Guid.NewGuid()}";
        var before = await _owner.SayAsync(id, content);
        cloud.Cloud.Bedrock!.Faults.Add(
            new()
            {
                Fault = FaultKind.ModelError,
                WhenPromptContains = content,
                Times = 1,
            }
        );

        using var failed = await _owner.PostAsync(id, Again);

        Assert.Equal((502, 2), ((int)failed.StatusCode, (await failed.JsonAsync()).Number("turn")));
        var kept = (await _owner.MessagesAsync(id, "path"))[1];
        Assert.Equal(
            (1, before["message"]!.Text("content"), "complete", "stop"),
            (kept.Number("turn"), kept.Text("content"), kept.Text("status"), kept.Text("stop_reason"))
        );
        Assert.Equal(before["usage"]!.ToJsonString(), kept["usage"]!.ToJsonString());
        Assert.Equal(
            ["complete", "complete", "failed", "failed"],
            (await _owner.MessagesAsync(id)).Select(message => message.Text("status"))
        );
    }

    [Fact]
    public async Task An_attempt_that_fails_in_the_middle_is_a_version_with_its_own_text_and_cost()
    {
        var id = await _owner.CreateAsync();
        var content = $"count to 12 {Guid.NewGuid()}";
        var before = await _owner.SayAsync(id, content);
        cloud.Cloud.Bedrock!.Faults.Add(
            new()
            {
                Fault = FaultKind.FailMidStream,
                AfterChunks = 3,
                WhenPromptContains = content,
                Times = 1,
            }
        );

        using var failed = await _owner.PostAsync(id, Again);

        Assert.Equal(502, (int)failed.StatusCode);
        var (first, second) = ((await _owner.MessagesAsync(id))[1], (await _owner.MessagesAsync(id, "path"))[1]);
        Assert.Equal(
            (before["message"]!.Text("content"), before["usage"]!.ToJsonString()),
            (first.Text("content"), first["usage"]!.ToJsonString())
        );
        Assert.Equal((2, "failed", 3), (second.Number("turn"), second.Text("status"), second["usage"]!.Number("completion_tokens")));
        Assert.NotEmpty(second.Text("content"));
    }

    [Fact]
    public async Task A_message_that_failed_can_be_answered_again()
    {
        var id = await _owner.CreateAsync();
        var content = cloud.Fault(new() { Fault = FaultKind.ModelError, Times = 1 });
        using var failed = await _owner.PostAsync(id, Owner.Message(content));

        using var answer = await _owner.PostAsync(id, """{"regenerate":true}""");

        Assert.Equal((502, 200), ((int)failed.StatusCode, (int)answer.StatusCode));
        Assert.Equal(
            [(2, "complete", 2), (2, "complete", 2)],
            (await _owner.MessagesAsync(id, "path")).Select(message =>
                (message.Number("turn"), message.Text("status"), message.Number("versions"))
            )
        );
    }

    [Fact]
    public async Task Any_turn_can_be_answered_again()
    {
        var id = await _owner.CreateAsync();
        await _owner.SayAsync(id, "echo: one");
        await _owner.SayAsync(id, "echo: two");

        using var answer = await _owner.PostAsync(id, """{"regenerate":true,"turn":1}""");

        var body = await answer.JsonAsync();
        Assert.Equal((3, 0, "one"), (body.Number("turn"), body.Number("parent"), body["message"]!.Text("content")));
        Assert.Equal([3, 3], (await _owner.MessagesAsync(id, "path")).Select(message => message.Number("turn")));
    }

    private static int Tokens(System.Text.Json.Nodes.JsonNode answer) => answer["usage"]!.Number("total_tokens");
}

using Chat.Conversations;
using Chat.Tests.Failures;
using LocalCloud.Bedrock.Faults;
using Shared;

namespace Chat.Tests.Conversations;

/// <summary>An answer that was cut goes on where it ended.</summary>
public class ContinueTests(LocalCloudFixture cloud)
{
    private readonly Owner _owner = Owner.Of(cloud);

    [Theory]
    [InlineData("meta.llama2-13b-chat-v1")]
    [InlineData("meta.llama3-8b-instruct-v1:0")]
    public async Task An_answer_that_was_cut_by_its_length_is_continued_in_a_version_with_all_of_its_text(string model)
    {
        await using var own = await LocalCloudFixture.StartAsync(
            new()
            {
                TokenDelay = TimeSpan.Zero,
                Environment = new Dictionary<string, string> { ["MODEL_ID"] = model },
            }
        );
        var owner = Owner.Of(own);
        var id = await owner.CreateAsync();
        using var cut = await owner.PostAsync(id, """{"content":"count to 40","parameters":{"max_gen_len":9}}""");
        var first = await cut.JsonAsync();

        using var streamed = await owner.PostAsync(id, """{"continue":true}""", "text/event-stream");

        var events = await streamed.EventsAsync();
        var (text, rest, done) = (
            first["message"]!.Text("content"),
            string.Concat(events.SkipLast(1).Select(item => item.Json.Text("text"))),
            events[^1].Json
        );
        Assert.Equal("length", first.Text("stop_reason"));
        Assert.Equal((2, 0, 2, "stop"), (done.Number("turn"), done.Number("parent"), done.Number("active"), done.Text("stop_reason")));
        Assert.Equal(string.Join(' ', Enumerable.Range(1, 40)), text + rest);
        Assert.Equal(text + rest, done["message"]!.Text("content"));
        var stored = (await owner.MessagesAsync(id)).Where(message => message.Text("role") == "assistant").ToList();
        Assert.Equal(
            [first["usage"]!.ToJsonString(), done["usage"]!.ToJsonString()],
            stored.Select(message => message["usage"]!.ToJsonString())
        );
        Assert.NotEqual(0, done["usage"]!.Number("completion_tokens"));
        Assert.Equal(
            [(2, text + rest)],
            (await owner.MessagesAsync(id, "path")).Skip(1).Select(message => (message.Number("turn"), message.Text("content")))
        );
    }

    [Fact]
    public async Task An_answer_that_failed_in_the_middle_can_go_on()
    {
        var id = await _owner.CreateAsync();
        var content = $"echo: one two three four five {Guid.NewGuid()}";
        cloud.Cloud.Bedrock!.Faults.Add(
            new()
            {
                Fault = FaultKind.FailMidStream,
                AfterChunks = 3,
                WhenPromptContains = content,
                Times = 1,
            }
        );
        using var failed = await _owner.PostAsync(id, Owner.Message(content));

        using var answer = await _owner.PostAsync(id, """{"continue":true}""");

        Assert.Equal((502, 200), ((int)failed.StatusCode, (int)answer.StatusCode));
        Assert.Equal(content["echo: ".Length..], (await answer.JsonAsync())["message"]!.Text("content"));
        Assert.Equal(
            ["failed", "failed", "complete", "complete"],
            (await _owner.MessagesAsync(id)).Select(message => message.Text("status"))
        );
    }

    [Fact]
    public async Task The_first_request_after_the_lease_of_a_dead_process_can_be_to_continue_its_answer()
    {
        var id = await _owner.CreateAsync();
        using StoredTable stored = new(cloud);
        ConversationTurn dead = new()
        {
            Number = 1,
            User = "count to 5",
            Status = TurnStatus.Generating,
            CreatedAt = DateTimeOffset.UtcNow.AddMinutes(-1),
            LeaseUntil = DateTimeOffset.UtcNow.AddSeconds(-1),
            Lease = "dead",
        };
        await stored.Turns.TryBeginAsync(_owner.Name, id, dead, TestContext.Current.CancellationToken);
        await stored.Turns.TrySaveAsync(_owner.Name, id, dead, "1 2", dead.LeaseUntil, TestContext.Current.CancellationToken);

        using var answer = await _owner.PostAsync(id, """{"continue":true}""");

        var json = await answer.JsonAsync();
        Assert.Equal((200, 2, 0), ((int)answer.StatusCode, json.Number("turn"), json.Number("parent")));
        Assert.Equal("1 2 3 4 5", json["message"]!.Text("content"));
        Assert.Equal(
            ["abandoned", "stop"],
            (await _owner.MessagesAsync(id))
                .Where(message => message.Text("role") == "assistant")
                .Select(message => message.Text("stop_reason"))
        );
    }

    [Fact]
    public async Task A_continuation_that_comes_to_nothing_leaves_the_answer_as_it_was()
    {
        var id = await _owner.CreateAsync();
        var content = $"echo: one two three {Guid.NewGuid()}";
        using var cut = await _owner.PostAsync(id, $$$"""{"content":"{{{content}}}","parameters":{"max_gen_len":2}}""");
        cloud.Cloud.Bedrock!.Faults.Add(
            new()
            {
                Fault = FaultKind.ModelError,
                WhenPromptContains = content,
                Times = 1,
            }
        );

        using var failed = await _owner.PostAsync(id, """{"continue":true}""");
        var kept = (await _owner.MessagesAsync(id, "path"))[1];
        using var again = await _owner.PostAsync(id, """{"continue":true}""");

        Assert.Equal((502, 1, "length"), ((int)failed.StatusCode, kept.Number("turn"), kept.Text("stop_reason")));
        Assert.Equal(content["echo: ".Length..], (await again.JsonAsync())["message"]!.Text("content"));
    }

    [Theory]
    [InlineData("echo: whole", "stop")]
    [InlineData("FAILS", "model_error")]
    public async Task What_is_whole_or_empty_does_not_go_on(string content, string reason)
    {
        var id = await _owner.CreateAsync();
        using var first = await _owner.PostAsync(
            id,
            Owner.Message(content == "FAILS" ? cloud.Fault(new() { Fault = FaultKind.ModelError }) : content)
        );

        using var answer = await _owner.PostAsync(id, """{"continue":true,"turn":1}""");

        Assert.Equal((400, "continue"), ((int)answer.StatusCode, (await answer.JsonAsync()).Text("field")));
        Assert.Equal(reason, (await _owner.MessagesAsync(id))[1].Text("stop_reason"));
    }
}

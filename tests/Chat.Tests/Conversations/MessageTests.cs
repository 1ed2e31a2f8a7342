using System.Text.Json.Nodes;
using Shared;

namespace Chat.Tests.Conversations;

public class MessageTests(LocalCloudFixture cloud)
{
    private readonly Owner _owner = Owner.Of(cloud);

    [Fact]
    public async Task An_answer_has_its_turn_its_price_and_its_context()
    {
        var id = await _owner.CreateAsync();

        var answer = await _owner.SayAsync(id, "count to 3");

        Assert.Equal((id, 1, "stop"), (answer.Text("conversation_id"), answer.Number("turn"), answer.Text("stop_reason")));
        Assert.Equal("""{"role":"assistant","content":"1 2 3"}""", answer["message"]!.ToJsonString());
        var usage = answer["usage"]!;
        Assert.Equal(
            (usage.Number("prompt_tokens") * 0.00000075m) + (usage.Number("completion_tokens") * 0.000001m),
            usage["cost_usd"]!.GetValue<decimal>()
        );
        Assert.Equal(
            $$"""{"window_tokens":4096,"prompt_tokens":{{usage.Number("prompt_tokens")}},"turns_included":0,"turns_dropped":0}""",
            answer["context"]!.ToJsonString()
        );
        Assert.Equal("""{"model_id":"meta.llama2-13b-chat-v1","region":"us-east-1"}""", answer["served_by"]!.ToJsonString());
    }

    [Fact]
    public async Task A_stream_is_deltas_and_then_the_object_that_a_whole_answer_is()
    {
        var (whole, streamed) = (await _owner.CreateAsync(), await _owner.CreateAsync());

        var expected = await _owner.SayAsync(whole, "count to 30");
        using var answer = await _owner.StreamAsync(streamed, "count to 30");

        var events = await answer.EventsAsync();
        expected["conversation_id"] = streamed;
        Assert.Equal("done", events[^1].Type);
        Assert.Equal(expected.ToJsonString(), events[^1].Json.ToJsonString());
        Assert.InRange(events.Count, 3, 200);
        Assert.All(events.SkipLast(1), item => Assert.Equal("delta", item.Type));
        Assert.Equal(expected["message"]!.Text("content"), string.Concat(events.SkipLast(1).Select(item => item.Json.Text("text"))));
    }

    [Fact]
    public async Task A_turn_is_stored_as_two_messages_and_counted()
    {
        var id = await _owner.CreateAsync();

        var answer = await _owner.SayAsync(id, "echo: Zoë 🦙");

        var messages = await _owner.MessagesAsync(id);
        Assert.Equal(
            ["user echo: Zoë 🦙 complete", "assistant Zoë 🦙 complete"],
            messages.Select(message => $"{message.Text("role")} {message.Text("content")} {message.Text("status")}")
        );
        Assert.Equal((null, "stop"), (messages[0]["stop_reason"], messages[1].Text("stop_reason")));
        Assert.Equal(answer["usage"]!.ToJsonString(), messages[1]["usage"]!.ToJsonString());
        var conversation = await _owner.GetAsync($"conversations/{id}");
        Assert.Equal((1, answer["usage"]!.ToJsonString()), (conversation.Number("turns"), conversation["usage"]!.ToJsonString()));
    }

    [Fact]
    public async Task The_second_turn_remembers_the_first_and_the_system_prompt()
    {
        var id = await _owner.CreateAsync("""{"system_prompt":"Be brief."}""");
        await _owner.SayAsync(id, "My name is Zoë.");

        var answer = await _owner.SayAsync(id, "What is my name?");

        var text = answer["message"]!.Text("content");
        Assert.Contains("turn 2 that I see; the one before it began with “My name is Zoë.”", text, StringComparison.Ordinal);
        Assert.Contains("there is a system prompt", text, StringComparison.Ordinal);
        Assert.Equal((2, 1), (answer.Number("turn"), answer["context"]!.Number("turns_included")));
    }

    [Fact]
    public async Task Parameters_of_a_message_are_for_that_message()
    {
        var id = await _owner.CreateAsync("""{"parameters":{"max_gen_len":400}}""");

        using var answer = await _owner.PostAsync(id, """{"content":"count to 100","parameters":{"max_gen_len":4}}""");

        var body = await answer.JsonAsync();
        Assert.Equal(("length", 4), (body.Text("stop_reason"), body["usage"]!.Number("completion_tokens")));
        Assert.Equal(400, (await _owner.GetAsync($"conversations/{id}"))["parameters"]!.Number("max_gen_len"));
    }

    [Theory]
    [InlineData("{}", "Plan a week in\n Lisbon", "Plan a week in Lisbon")]
    [InlineData("""{"title":"Mine"}""", "Plan a week in Lisbon", "Mine")]
    [InlineData(
        "{}",
        "Plan a week in Lisbon with two children, one dog and a bicycle each",
        "Plan a week in Lisbon with two children, one dog and a…"
    )]
    public async Task A_title_is_the_callers_or_the_first_words(string conversation, string content, string title)
    {
        var id = await _owner.CreateAsync(conversation);

        await _owner.SayAsync(id, content);
        await _owner.SayAsync(id, "Something else");

        Assert.Equal(title, (await _owner.GetAsync($"conversations/{id}")).Text("title"));
    }

    [Fact]
    public async Task Turns_that_do_not_fit_are_dropped_whole_and_reported()
    {
        await using var small = await SmallAsync();
        var owner = Owner.Of(small);
        var id = await owner.CreateAsync("""{"parameters":{"max_gen_len":64}}""");
        List<JsonNode> answers = [];
        for (var turn = 0; turn < 6; turn++)
        {
            answers.Add(await owner.SayAsync(id, "count to 20"));
        }

        Assert.Equal(
            [0, 1, 2, 3, 4, 5],
            answers.Select(answer => answer["context"]!.Number("turns_included") + answer["context"]!.Number("turns_dropped"))
        );
        Assert.Equal((0, true), (answers[0]["context"]!.Number("turns_dropped"), answers[^1]["context"]!.Number("turns_dropped") > 0));
        Assert.NotEqual(0, answers[^1]["context"]!.Number("turns_included"));
        Assert.All(answers, answer => Assert.InRange(answer["usage"]!.Number("prompt_tokens"), 1, 256 - 64));
        var listed = (await owner.GetAsync($"conversations/{id}/messages"))["items"]!
            .AsArray()
            .Where(message => message!.Text("role") == "assistant");
        Assert.Equal(
            answers.Select(answer => answer["context"]!.ToJsonString()),
            listed.Select(message => message!["context"]!.ToJsonString())
        );
    }

    [Fact]
    public async Task A_message_that_cannot_fit_is_refused_with_counts_and_nothing_is_written()
    {
        await using var small = await SmallAsync();
        var owner = Owner.Of(small);
        var id = await owner.CreateAsync("""{"parameters":{"max_gen_len":64}}""");

        using var answer = await owner.PostAsync(id, Owner.Message(string.Join(' ', Enumerable.Repeat("word", 300))));

        var problem = await answer.JsonAsync();
        Assert.Equal((400, "context_length_exceeded"), ((int)answer.StatusCode, problem.Text("code")));
        Assert.Equal((256, 64), (problem.Number("window_tokens"), problem.Number("max_gen_len")));
        Assert.InRange(problem.Number("prompt_tokens"), 300, 320);
        Assert.Empty(await owner.MessagesAsync(id));
        Assert.Empty(small.Cloud.Bedrock!.Journal.Invocations);
    }

    private static Task<LocalCloudFixture> SmallAsync() =>
        LocalCloudFixture.StartAsync(
            new()
            {
                TokenDelay = TimeSpan.Zero,
                Environment = new Dictionary<string, string> { ["CONTEXT_WINDOW"] = "256" },
            }
        );
}

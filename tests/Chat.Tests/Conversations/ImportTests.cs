using Chat.Conversations;
using Chat.Tests.OpenApi;
using Shared;

namespace Chat.Tests.Conversations;

public class ImportTests(LocalCloudFixture cloud)
{
    private const string Foreign = """
        {"messages":[
            {"role":"system","content":"You are the help desk of a library."},
            {"role":"user","content":"When do you open?","name":"bob"},
            {"role":"assistant","content":"At nine."},
            {"role":"user","content":"And close?"},
            {"role":"assistant","content":""}]}
        """;

    private readonly Owner _owner = Owner.Of(cloud);

    [Fact]
    public async Task A_conversation_of_another_chat_is_imported_and_continues()
    {
        using var created = await _owner.SendAsync(HttpMethod.Post, "conversations", Foreign);
        await created.AssertDocumentedAsync("POST", "/conversations", 201);
        var conversation = await created.JsonAsync();
        var id = conversation.Text("id");
        var messages = await _owner.MessagesAsync(id);
        using var listed = await _owner.SendAsync(HttpMethod.Get, $"conversations/{id}/messages");

        var answer = await _owner.SayAsync(id, "Hello again");

        await listed.AssertDocumentedAsync("GET", "/conversations/{id}/messages", 200);
        Assert.Equal(
            ("When do you open?", "You are the help desk of a library.", 2),
            (conversation.Text("title"), conversation.Text("system_prompt"), conversation.Number("turns"))
        );
        Assert.Equal(["When do you open?", "At nine.", "And close?", ""], messages.Select(message => message.Text("content")));
        Assert.Equal(["complete", "complete", "cancelled", "cancelled"], messages.Select(message => message.Text("status")));
        Assert.Equal((3, 1), (answer.Number("turn"), answer["context"]!.Number("turns_included")));
    }

    [Fact]
    public async Task What_is_brought_in_is_counted_and_not_billed()
    {
        using StoredTable table = new(cloud);
        var id = await _owner.CreateAsync(Foreign);

        var turn = await table.ItemAsync(StoredTable.TurnKey(_owner.Name, id, 1));
        var conversation = await _owner.GetAsync($"conversations/{id}");

        Assert.InRange(int.Parse(turn["context_tokens"].N, null), 8, 30);
        Assert.Equal((0, 0m), (conversation["usage"]!.Number("total_tokens"), conversation["usage"]!["cost_usd"]!.GetValue<decimal>()));
        Assert.Empty((await _owner.GetAsync("usage"))["days"]!.AsArray());
    }

    [Fact]
    public async Task A_message_of_a_guardrail_is_not_shown_to_the_model_as_its_own_words()
    {
        var id = await _owner.CreateAsync(
            """
            {"messages":[
                {"role":"user","content":"Something bad"},
                {"role":"assistant","content":"Blocked.","status":"complete","stop_reason":"guardrail","guardrail":{"action":"INTERVENED","blocked":true}}]}
            """
        );

        var answer = await _owner.SayAsync(id, "Hello");

        Assert.Equal(0, answer["context"]!.Number("turns_included"));
        Assert.Equal(
            ("guardrail", true),
            (
                (await _owner.MessagesAsync(id))[1].Text("stop_reason"),
                (await _owner.MessagesAsync(id))[1]["guardrail"]!["blocked"]!.GetValue<bool>()
            )
        );
    }

    [Fact]
    public async Task Turns_are_numbered_from_1_and_keep_what_they_follow()
    {
        var id = await _owner.CreateAsync(
            """
            {"messages":[
                {"role":"user","content":"a","turn":2,"parent":0},{"role":"assistant","content":"A","turn":2,"parent":0},
                {"role":"user","content":"b","turn":5,"parent":2},{"role":"assistant","content":"B"},
                {"role":"user","content":"c","turn":7,"parent":2},{"role":"assistant","content":"C"}]}
            """
        );

        Assert.Equal(
            ["1 0 a", "1 0 A", "2 1 b", "2 1 B", "3 1 c", "3 1 C"],
            (await _owner.MessagesAsync(id)).Select(message =>
                $"{message.Number("turn")} {message.Number("parent")} {message.Text("content")}"
            )
        );
    }

    [Theory]
    [InlineData("7", "messages")]
    [InlineData("[7]", "messages[0]")]
    [InlineData("""[{"content":"a"}]""", "messages[0].role")]
    [InlineData("""[{"role":"assistant","content":"a"},{"role":"user","content":"a"}]""", "messages[0].role")]
    [InlineData("""[{"role":"user","content":"a"},{"role":"user","content":"a"}]""", "messages[1].role")]
    [InlineData("""[{"role":"user","content":"a"},{"role":"system","content":"a"}]""", "messages[1].role")]
    [InlineData("""[{"role":"user","content":"a"}]""", "messages")]
    [InlineData("""[{"role":"user","content":" "},{"role":"assistant","content":"a"}]""", "messages[0].content")]
    [InlineData("""[{"role":"user"},{"role":"assistant","content":"a"}]""", "messages[0].content")]
    [InlineData("""[{"role":"user","content":"a"},{"role":"assistant"}]""", "messages[1].content")]
    [InlineData("""[{"role":"user","content":["a"]},{"role":"assistant","content":"a"}]""", "messages[0].content")]
    [InlineData("""[{"role":"user","content":"a","parent":1},{"role":"assistant","content":"a"}]""", "messages[0].parent")]
    [InlineData("""[{"role":"user","content":"a","turn":1,"parent":1},{"role":"assistant","content":"a"}]""", "messages[0].parent")]
    [InlineData("""[{"role":"user","content":"a","turn":-1},{"role":"assistant","content":"a"}]""", "messages[0].turn")]
    [InlineData(
        """[{"role":"user","content":"a","turn":1},{"role":"assistant","content":"a"},{"role":"user","content":"a","turn":1},{"role":"assistant","content":"a"}]""",
        "messages[2].turn"
    )]
    public async Task A_history_is_refused_by_the_fields_name_and_nothing_is_written(string messages, string field)
    {
        using var answer = await _owner.SendAsync(HttpMethod.Post, "conversations", $$"""{"messages":{{messages}}}""");

        await answer.AssertDocumentedAsync("POST", "/conversations", 400, "invalid_request");
        Assert.Equal(field, (await answer.JsonAsync()).Text("field"));
        Assert.Empty((await _owner.GetAsync("conversations"))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_history_has_at_most_200_messages_of_a_size_that_a_turn_can_hold()
    {
        using var most = await _owner.SendAsync(HttpMethod.Post, "conversations", Messages(ImportedMessages.MaxMessages / 2));
        using var more = await _owner.SendAsync(HttpMethod.Post, "conversations", Messages((ImportedMessages.MaxMessages / 2) + 1));
        using var large = await _owner.SendAsync(
            HttpMethod.Post,
            "conversations",
            Messages(1, new string('x', ItemLimits.MaxContentBytes + 1))
        );

        Assert.Equal((201, 400, 400), ((int)most.StatusCode, (int)more.StatusCode, (int)large.StatusCode));
        Assert.Equal(
            ("messages", "messages[0].content"),
            ((await more.JsonAsync()).Text("field"), (await large.JsonAsync()).Text("field"))
        );
        Assert.Equal(100, (await _owner.GetAsync($"conversations/{(await most.JsonAsync()).Text("id")}")).Number("turns"));
    }

    [Fact]
    public async Task A_conversation_that_exists_takes_no_history()
    {
        var id = await _owner.CreateAsync();

        using var answer = await _owner.SendAsync(HttpMethod.Patch, $"conversations/{id}", Foreign);

        Assert.Equal((400, "messages"), ((int)answer.StatusCode, (await answer.JsonAsync()).Text("field")));
    }

    private static string Messages(int turns, string content = "question")
    {
        var turn = $$"""{"role":"user","content":"{{content}}"},{"role":"assistant","content":"answer"}""";

        return $$"""{"messages":[{{string.Join(',', Enumerable.Repeat(turn, turns))}}]}""";
    }
}

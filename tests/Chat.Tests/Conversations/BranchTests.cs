using System.Text.Json.Nodes;
using Shared;

namespace Chat.Tests.Conversations;

/// <summary>Turns are a tree: whatever is said again stands beside what was said before.</summary>
public class BranchTests(LocalCloudFixture cloud)
{
    private readonly Owner _owner = Owner.Of(cloud);

    [Fact]
    public async Task An_edited_message_begins_a_branch_and_the_old_one_stays_readable()
    {
        var id = await FourTurnsAsync();

        var edited = await PostAsync(id, """{"content":"echo: zwei","parent":1}""");
        var next = await _owner.SayAsync(id, "Go on.");

        Assert.Equal(
            (5, 1, 5, 1, 0),
            (
                edited.Number("turn"),
                edited.Number("parent"),
                edited.Number("active"),
                edited["context"]!.Number("turns_included"),
                edited["context"]!.Number("turns_dropped")
            )
        );
        Assert.Equal((6, 5, 2), (next.Number("turn"), next.Number("parent"), next["context"]!.Number("turns_included")));
        Assert.Equal([1, 5, 6], await PathAsync(id));
        Assert.Equal([1, 2, 3, 4], await PathAsync(id, leaf: 4));
        var all = Questions(await _owner.MessagesAsync(id));
        Assert.Equal([(1, 0, 1), (2, 1, 2), (3, 2, 1), (4, 3, 1), (5, 1, 2), (6, 5, 1)], all.Select(Place));
        Assert.Equal([(1, 0, 1), (5, 1, 2), (6, 5, 1)], Questions(await _owner.MessagesAsync(id, "path")).Select(Place));
    }

    [Fact]
    public async Task The_prompt_holds_the_path_and_nothing_of_other_branches()
    {
        await using var model = await HeldModel.StartAsync();
        await using var held = await LocalCloudFixture.StartAsync(new() { Bedrock = model.Choice });
        var owner = Owner.Of(held);
        var id = await owner.CreateAsync();
        (string Body, string Word)[] said =
        [
            (Owner.Message("one"), "eins"),
            (Owner.Message("two"), "zwei"),
            ("""{"content":"three","parent":1}""", "drei"),
            (Owner.Message("four"), "vier"),
        ];
        foreach (var (body, word) in said)
        {
            model.Say(word);
            model.Finish();
            using var answer = await owner.PostAsync(id, body);
            Assert.Equal(200, (int)answer.StatusCode);
        }

        Assert.Equal("[INST] one [/INST] eins </s><s>[INST] three [/INST] drei </s><s>[INST] four [/INST]", model.Prompts.Last());
    }

    [Fact]
    public async Task The_active_turn_can_be_changed_and_the_next_message_follows_it()
    {
        var id = await FourTurnsAsync();
        await PostAsync(id, """{"content":"echo: zwei","parent":1}""");

        using var switched = await _owner.SendAsync(HttpMethod.Patch, $"conversations/{id}", """{"active_turn":4}""");
        var path = await PathAsync(id);
        var next = await _owner.SayAsync(id, "echo: five");

        Assert.Equal((200, 4), ((int)switched.StatusCode, (await switched.JsonAsync()).Number("active_turn")));
        Assert.Equal([1, 2, 3, 4], path);
        Assert.Equal((6, 4, 4), (next.Number("turn"), next.Number("parent"), next["context"]!.Number("turns_included")));
        Assert.Equal(6, (await _owner.GetAsync($"conversations/{id}")).Number("active_turn"));
    }

    [Fact]
    public async Task A_conversation_can_begin_anew()
    {
        var id = await FourTurnsAsync();

        var first = await PostAsync(id, """{"content":"echo: eins","parent":0}""");
        using var start = await _owner.SendAsync(HttpMethod.Patch, $"conversations/{id}", """{"active_turn":0}""");
        var third = await _owner.SayAsync(id, "echo: un");

        Assert.Equal((5, 0, 0), (first.Number("turn"), first.Number("parent"), first["context"]!.Number("turns_included")));
        Assert.Equal((6, 0), (third.Number("turn"), third.Number("parent")));
        Assert.Equal([(6, 0, 3)], Questions(await _owner.MessagesAsync(id, "path")).Select(Place));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("-1")]
    [InlineData("\"1\"")]
    [InlineData("1.5")]
    public async Task An_active_turn_that_there_is_not_is_refused(string active)
    {
        var id = await FourTurnsAsync();

        using var answer = await _owner.SendAsync(HttpMethod.Patch, $"conversations/{id}", $$"""{"active_turn":{{active}}}""");

        Assert.Equal((400, "active_turn"), ((int)answer.StatusCode, (await answer.JsonAsync()).Text("field")));
    }

    [Fact]
    public async Task While_an_answer_is_generated_it_is_the_active_one()
    {
        await using var model = await HeldModel.StartAsync();
        await using var held = await LocalCloudFixture.StartAsync(new() { Bedrock = model.Choice });
        var owner = Owner.Of(held);
        var id = await owner.CreateAsync();
        var answering = owner.PostAsync(id, Owner.Message("Hello"));
        await model.AskedAsync();

        var meanwhile = await owner.GetAsync($"conversations/{id}");
        using var refused = await owner.SendAsync(HttpMethod.Patch, $"conversations/{id}", """{"active_turn":0}""");
        using var renamed = await owner.SendAsync(HttpMethod.Patch, $"conversations/{id}", """{"title":"New"}""");
        model.Say("one");
        model.Finish();
        using var answer = await answering;

        Assert.Equal(1, meanwhile.Number("active_turn"));
        Assert.Equal((409, 1, 200), ((int)refused.StatusCode, (await refused.JsonAsync()).Number("turn"), (int)renamed.StatusCode));
    }

    [Theory]
    [InlineData("asc", 1)]
    [InlineData("asc", 3)]
    [InlineData("asc", 100)]
    [InlineData("desc", 1)]
    [InlineData("desc", 3)]
    [InlineData("desc", 100)]
    public async Task A_path_is_listed_in_pages_of_any_size_without_what_lies_beside_it(string order, int limit)
    {
        var id = await FourTurnsAsync();
        await PostAsync(id, """{"content":"echo: three again","parent":2}""");
        await PostAsync(id, """{"content":"echo: four again","parent":5}""");
        await PostAsync(id, """{"content":"echo: beside","parent":1}""");
        await PostAsync(id, """{"content":"echo: five again","parent":6}""");

        List<string> all = [];
        for (string? cursor = ""; cursor is not null; )
        {
            var page = await _owner.GetAsync(
                $"conversations/{id}/messages?order={order}&limit={limit}{(cursor.Length == 0 ? "" : $"&cursor={cursor}")}"
            );
            all.AddRange(page["items"]!.AsArray().Select(message => $"{message!.Number("turn")} {message!.Text("role")}"));
            cursor = page["next_cursor"]?.GetValue<string>();
        }

        var expected = new[] { 1, 2, 5, 6, 8 }.SelectMany(turn => (string[])[$"{turn} user", $"{turn} assistant"]);
        Assert.Equal(order == "asc" ? expected : expected.Reverse(), all);
    }

    [Fact]
    public async Task A_cursor_stays_valid_when_the_conversation_continues_on_another_branch()
    {
        var id = await FourTurnsAsync();
        var page = await _owner.GetAsync($"conversations/{id}/messages?order=asc&limit=2");
        await PostAsync(id, """{"content":"echo: other","parent":0}""");

        var rest = await _owner.GetAsync($"conversations/{id}/messages?order=asc&cursor={page.Text("next_cursor")}");

        Assert.Equal([2, 2, 3, 3, 4, 4], rest["items"]!.AsArray().Select(message => message!.Number("turn")));
    }

    [Theory]
    [InlineData("view=tree", "view")]
    [InlineData("leaf=9", "leaf")]
    [InlineData("leaf=0", "leaf")]
    [InlineData("leaf=one", "leaf")]
    [InlineData("view=all&leaf=1", "leaf")]
    public async Task An_unknown_view_or_leaf_is_refused(string query, string field)
    {
        var id = await FourTurnsAsync();

        using var answer = await _owner.SendAsync(HttpMethod.Get, $"conversations/{id}/messages?{query}");

        Assert.Equal((400, field), ((int)answer.StatusCode, (await answer.JsonAsync()).Text("field")));
    }

    [Fact]
    public async Task Turns_that_an_earlier_version_stored_are_read_continued_and_branched()
    {
        using StoredTable table = new(cloud);
        var id = await _owner.CreateAsync();
        foreach (var name in (string[])["conversation", "turn-1", "turn-2", "turn-3"])
        {
            await table.PutAsync(EarlierItems.Read(name, _owner.Name, id));
        }

        var record = await _owner.GetAsync($"conversations/{id}");
        var before = Questions(await _owner.MessagesAsync(id, "path"));
        var continued = await PostAsync(id, """{"continue":true,"turn":2}""");
        var edited = await PostAsync(id, """{"content":"echo: zwei","parent":1}""");
        var next = await _owner.SayAsync(id, "echo: next");

        Assert.Equal((3, 3), (record.Number("turns"), record.Number("active_turn")));
        Assert.Equal([(1, 0, 1), (2, 1, 1), (3, 2, 1)], before.Select(Place));
        Assert.Equal(
            (4, 1, "1 2 3 4 5 6 7 8"),
            (continued.Number("turn"), continued.Number("parent"), continued["message"]!.Text("content"))
        );
        Assert.Equal((5, 1, 1), (edited.Number("turn"), edited.Number("parent"), edited["context"]!.Number("turns_included")));
        Assert.Equal((6, 5), (next.Number("turn"), next.Number("parent")));
        Assert.Equal([(1, 0, 1), (5, 1, 3), (6, 5, 1)], Questions(await _owner.MessagesAsync(id, "path")).Select(Place));
    }

    private async Task<string> FourTurnsAsync()
    {
        var id = await _owner.CreateAsync();
        foreach (var word in (string[])["one", "two", "three", "four"])
        {
            await _owner.SayAsync(id, $"echo: {word}");
        }

        return id;
    }

    private async Task<JsonNode> PostAsync(string id, string json)
    {
        using var answer = await _owner.PostAsync(id, json);
        Assert.Equal(200, (int)answer.StatusCode);

        return await answer.JsonAsync();
    }

    private async Task<IEnumerable<int>> PathAsync(string id, int? leaf = null)
    {
        var page = await _owner.GetAsync($"conversations/{id}/messages?{(leaf is null ? "" : $"leaf={leaf}")}");

        return page["items"]!.AsArray().Where(message => message!.Text("role") == "user").Select(message => message!.Number("turn"));
    }

    private static IEnumerable<JsonNode> Questions(IEnumerable<JsonNode> messages) =>
        messages.Where(message => message.Text("role") == "user");

    private static (int, int, int) Place(JsonNode message) =>
        (message.Number("turn"), message.Number("parent"), message.Number("versions"));
}

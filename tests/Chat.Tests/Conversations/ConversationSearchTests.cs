using Chat.Conversations;
using Chat.Tests.OpenApi;
using Shared;

namespace Chat.Tests.Conversations;

public class ConversationSearchTests(LocalCloudFixture cloud)
{
    private readonly Owner _owner = Owner.Of(cloud);

    [Theory]
    [InlineData("creme", "Crème brûlée")]
    [InlineData("BRÛLÉE", "Crème brûlée")]
    [InlineData("strasse", "Lange Straße")]
    [InlineData("cafe", "Cafe\u0301 de Paris")]
    [InlineData(" de ", "Cafe\u0301 de Paris")]
    public async Task A_title_is_found_whatever_its_case_and_accents(string text, string title)
    {
        foreach (var each in (string[])["Crème brûlée", "Lange Straße", "Cafe\u0301 de Paris"])
        {
            await CreateAsync(each);
        }

        await _owner.CreateAsync();

        using var answer = await _owner.SendAsync(HttpMethod.Get, $"conversations?q={Uri.EscapeDataString(text)}");

        await answer.AssertDocumentedAsync("GET", "/conversations", 200);
        Assert.Equal([title], (await answer.JsonAsync())["items"]!.AsArray().Select(item => item!.Text("title")));
    }

    [Fact]
    public async Task An_archived_conversation_is_listed_only_when_archived_ones_are_asked_for()
    {
        var (kept, archived) = (await _owner.CreateAsync(), await _owner.CreateAsync());

        using var changed = await ArchiveAsync(archived, "true");
        var (ordinary, old) = (await ListAsync(""), await ListAsync("archived=true"));
        await _owner.SayAsync(archived, "Hello");
        using var unchanged = await _owner.SendAsync(HttpMethod.Patch, $"conversations/{archived}", """{"title":"x"}""");
        var stillOld = await ListAsync("archived=true");
        using var back = await ArchiveAsync(archived, "false");
        var all = await ListAsync("archived=false");

        await changed.AssertDocumentedAsync("PATCH", "/conversations/{id}", 200);
        Assert.True((await changed.JsonAsync())["archived"]!.GetValue<bool>());
        Assert.Equal([kept], ordinary);
        Assert.Equal([archived], old);
        Assert.Equal([archived], stillOld);
        Assert.Equal([archived, kept], all);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    public async Task Pages_of_a_search_hold_each_conversation_once(int limit)
    {
        List<string> expected = [];
        for (var i = 0; i < 12; i++)
        {
            var id = await CreateAsync(i % 3 == 0 ? $"Recipe {i}" : $"Other {i}");
            expected.AddRange(i % 3 == 0 ? [id] : []);
        }

        List<string> all = [];
        for (var cursor = ""; cursor is not null; )
        {
            var page = await _owner.GetAsync($"conversations?q=RECIPE&limit={limit}{(cursor.Length == 0 ? "" : $"&cursor={cursor}")}");
            all.AddRange(page["items"]!.AsArray().Select(item => item!.Text("id")));
            cursor = page["next_cursor"]?.GetValue<string>();
        }

        Assert.Equal(expected.AsEnumerable().Reverse(), all);
    }

    [Fact]
    public async Task A_search_stops_after_a_thousand_conversations_and_its_cursor_continues_it()
    {
        using StoredTable table = new(cloud);
        var start = DateTimeOffset.UtcNow.AddHours(-1);
        var heads = Enumerable
            .Range(0, ConversationStore.MaxRead + 50)
            .Select(i => new Conversation
            {
                Id = Ulid.NewUlid(start.AddSeconds(i)).ToString(),
                Title = i == 0 ? "Needle" : "Hay",
                CreatedAt = start,
                UpdatedAt = start.AddSeconds(i),
            });
        await table.Table.PutAllAsync(
            heads.Select(head => ConversationItems.ToItem(_owner.Name, head)),
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );

        var first = await _owner.GetAsync("conversations?q=needle");
        var second = await _owner.GetAsync($"conversations?q=needle&cursor={first.Text("next_cursor")}");

        Assert.Empty(first["items"]!.AsArray());
        Assert.Equal("Needle", Assert.Single(second["items"]!.AsArray())!.Text("title"));
        Assert.Null(second["next_cursor"]);
    }

    [Fact]
    public async Task A_cursor_of_one_search_is_refused_by_another()
    {
        await CreateAsync("Recipe one");
        await CreateAsync("Recipe two");
        var cursor = (await _owner.GetAsync("conversations?q=recipe&limit=1")).Text("next_cursor");

        foreach (var query in (string[])["q=rec", "archived=true&q=recipe", "limit=1"])
        {
            using var answer = await _owner.SendAsync(HttpMethod.Get, $"conversations?{query}&cursor={cursor}");

            Assert.Equal((400, "cursor"), ((int)answer.StatusCode, (await answer.JsonAsync()).Text("field")));
        }
    }

    [Theory]
    [InlineData("q=", "q")]
    [InlineData("q=%20", "q")]
    [InlineData("q=%CC%81", "q")]
    [InlineData("archived=yes", "archived")]
    [InlineData("archived=", "archived")]
    public async Task A_search_is_refused_by_the_parameters_name(string query, string field)
    {
        using var answer = await _owner.SendAsync(HttpMethod.Get, $"conversations?{query}");

        await answer.AssertDocumentedAsync("GET", "/conversations", 400, "invalid_request");
        Assert.Equal(field, (await answer.JsonAsync()).Text("field"));
    }

    [Fact]
    public async Task A_search_has_at_most_400_bytes()
    {
        using var longest = await _owner.SendAsync(HttpMethod.Get, $"conversations?q={new string('x', 400)}");
        using var longer = await _owner.SendAsync(HttpMethod.Get, $"conversations?q={new string('x', 401)}");

        Assert.Equal((200, 400), ((int)longest.StatusCode, (int)longer.StatusCode));
    }

    private Task<HttpResponseMessage> ArchiveAsync(string id, string value) =>
        _owner.SendAsync(HttpMethod.Patch, $"conversations/{id}", $$"""{"archived":{{value}}}""");

    private async Task<string> CreateAsync(string title)
    {
        // The time of activity has milliseconds.
        await Task.Delay(2, TestContext.Current.CancellationToken);

        return await _owner.CreateAsync($$"""{"title":{{Answers.Quoted(title)}}}""");
    }

    private async Task<string[]> ListAsync(string query) =>
        [.. (await _owner.GetAsync($"conversations?{query}"))["items"]!.AsArray().Select(item => item!.Text("id"))];
}

using Shared;

namespace Chat.Tests.Conversations;

public class ConversationListTests(LocalCloudFixture cloud)
{
    private readonly Owner _owner = Owner.Of(cloud);

    [Fact]
    public async Task The_latest_activity_comes_first()
    {
        var ids = await CreateAsync(3);
        await _owner.SayAsync(ids[0], "count to 3");
        using var changed = await _owner.SendAsync(HttpMethod.Patch, $"conversations/{ids[1]}", """{"title":"New"}""");

        var (listed, next) = await ListAsync("limit=100");

        Assert.Equal([ids[1], ids[0], ids[2]], listed);
        Assert.Null(next);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task Pages_of_any_size_hold_each_conversation_once(int limit)
    {
        var ids = await CreateAsync(7);

        List<string> all = [];
        for (string? cursor = ""; cursor is not null; )
        {
            (var page, cursor) = await ListAsync(cursor.Length == 0 ? $"limit={limit}" : $"limit={limit}&cursor={cursor}");
            Assert.InRange(page.Count, 0, limit);
            all.AddRange(page);
        }

        Assert.Equal(ids.Reverse(), all);
    }

    [Fact]
    public async Task A_cursor_survives_what_is_written_after_it()
    {
        var ids = await CreateAsync(5);
        var (first, cursor) = await ListAsync("limit=2");
        await CreateAsync(1);
        using var touched = await _owner.SendAsync(HttpMethod.Patch, $"conversations/{first[1]}", """{"title":"New"}""");
        using var deleted = await _owner.SendAsync(HttpMethod.Delete, $"conversations/{first[0]}");

        var (rest, _) = await ListAsync($"limit=20&cursor={cursor}");

        Assert.Equal([ids[2], ids[1], ids[0]], rest);
    }

    [Fact]
    public async Task A_cursor_that_is_not_this_lists_is_refused()
    {
        var ids = await CreateAsync(3);
        await _owner.SayAsync(ids[0], "count to 3");
        var own = (await ListAsync("limit=1")).Next!;
        var messages = (await _owner.GetAsync($"conversations/{ids[0]}/messages?limit=1")).Text("next_cursor");
        var other = Owner.Of(cloud);
        await other.CreateAsync();
        await other.CreateAsync();
        var others = (await other.GetAsync("conversations?limit=1")).Text("next_cursor");
        var forged = $"{own[..15]}{(own[15] == 'A' ? 'B' : 'A')}{own[16..]}";

        foreach (var cursor in (string[])[forged, own[..^4], own + "AAAA", messages, others])
        {
            using var answer = await _owner.SendAsync(HttpMethod.Get, $"conversations?cursor={cursor}");

            Assert.Equal((400, "cursor"), ((int)answer.StatusCode, (await answer.JsonAsync()).Text("field")));
        }
    }

    private async Task<IReadOnlyList<string>> CreateAsync(int count)
    {
        List<string> ids = [];
        for (var i = 0; i < count; i++)
        {
            // The time of activity has milliseconds.
            await Task.Delay(2, TestContext.Current.CancellationToken);
            ids.Add(await _owner.CreateAsync());
        }

        return ids;
    }

    private async Task<(IReadOnlyList<string> Ids, string? Next)> ListAsync(string query)
    {
        var page = await _owner.GetAsync($"conversations?{query}");

        return ([.. page["items"]!.AsArray().Select(item => item!.Text("id"))], page["next_cursor"]?.GetValue<string>());
    }
}

using Shared;

namespace Chat.Tests.Conversations;

public class MessageListTests(LocalCloudFixture cloud)
{
    private const int Turns = 7;

    private readonly Owner _owner = Owner.Of(cloud);

    public static MatrixTheoryData<string, int> Pages => new(["asc", "desc"], [1, 2, 3, 5, 13, 14, 15]);

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Pages_of_any_size_hold_each_message_once(string order, int limit)
    {
        using StoredTable table = new(cloud);
        var id = await _owner.CreateAsync();
        await table.AddTurnsAsync(_owner.Name, id, Turns);

        List<string> all = [];
        for (string? cursor = ""; cursor is not null; )
        {
            var page = await _owner.GetAsync(
                $"conversations/{id}/messages?order={order}&limit={limit}{(cursor.Length == 0 ? "" : $"&cursor={cursor}")}"
            );
            var messages = page["items"]!.AsArray();
            cursor = page["next_cursor"]?.GetValue<string>();
            Assert.True(messages.Count == limit || cursor is null);
            all.AddRange(messages.Select(message => $"{message!.Number("turn")} {message!.Text("content")}"));
        }

        var expected = Enumerable.Range(1, Turns).SelectMany(turn => (string[])[$"{turn} question {turn}", $"{turn} answer {turn}"]);
        Assert.Equal(order == "asc" ? expected : expected.Reverse(), all);
    }

    [Fact]
    public async Task A_cursor_of_one_order_is_refused_by_the_other_and_by_another_conversation()
    {
        using StoredTable table = new(cloud);
        var (id, other) = (await _owner.CreateAsync(), await _owner.CreateAsync());
        await table.AddTurnsAsync(_owner.Name, id, Turns);
        var cursor = (await _owner.GetAsync($"conversations/{id}/messages?limit=3")).Text("next_cursor");

        foreach (
            var list in (string[])
                [$"conversations/{id}/messages?order=desc&cursor={cursor}", $"conversations/{other}/messages?cursor={cursor}"]
        )
        {
            using var answer = await _owner.SendAsync(HttpMethod.Get, list);

            Assert.Equal((400, "cursor"), ((int)answer.StatusCode, (await answer.JsonAsync()).Text("field")));
        }
    }
}

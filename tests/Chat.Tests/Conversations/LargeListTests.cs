using Chat.Conversations;
using Shared;

namespace Chat.Tests.Conversations;

/// <summary>A page ends where Lambda's answer would become too large, and its cursor goes on.</summary>
public class LargeListTests(LocalCloudFixture cloud)
{
    private readonly Owner _owner = Owner.Of(cloud);

    [Theory]
    [InlineData("asc", '"')]
    [InlineData("desc", '\u0001')]
    [InlineData("asc", 'x')]
    public async Task A_list_of_long_messages_has_short_pages_and_all_of_the_messages(string order, char letter)
    {
        const int Turns = 40;
        using StoredTable table = new(cloud);
        var id = await _owner.CreateAsync();
        await table.AddTurnsAsync(_owner.Name, id, Turns, new(new string(letter, ItemLimits.MaxContentBytes), "answer"));

        var all = await ReadAllAsync($"conversations/{id}/messages?order={order}&limit=100", message => message.Number("turn"));

        var expected = Enumerable.Range(1, Turns).SelectMany(turn => (int[])[turn, turn]);
        Assert.Equal(order == "asc" ? expected : expected.Reverse(), all.Items);
        Assert.InRange(all.Pages, 2, Turns);
    }

    [Fact]
    public async Task A_list_of_conversations_with_long_system_prompts_has_short_pages_and_all_of_them()
    {
        List<string> ids = [];
        for (var i = 0; i < 60; i++)
        {
            ids.Add(
                await _owner.CreateAsync(
                    $$"""{"system_prompt":{{Answers.Quoted(new string('"', ConversationRoutes.MaxSystemPromptBytes))}}}"""
                )
            );
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }

        var all = await ReadAllAsync("conversations?limit=100", conversation => conversation.Text("id"));

        Assert.Equal(ids.AsEnumerable().Reverse(), all.Items);
        Assert.InRange(all.Pages, 2, 10);
    }

    [Theory]
    [InlineData("1\nforged line")]
    [InlineData("99999999999999999999")]
    [InlineData("2147483647")]
    [InlineData("-1")]
    [InlineData("01ARZ3NDEKTSV4RRFFQ69G5FAV yesterday\nforged line")]
    [InlineData("no-id 2026-11-23T10:00:00.000Z")]
    public async Task A_forged_cursor_is_refused(string position)
    {
        var id = await _owner.CreateAsync();
        var (ofConversations, ofMessages) = (
            Cursor.Write($"{_owner.Name}\0conversations", position),
            Cursor.Write($"{_owner.Name}\0{id}\0True", position)
        );

        foreach (var list in (string[])[$"conversations?cursor={ofConversations}", $"conversations/{id}/messages?cursor={ofMessages}"])
        {
            using var answer = await _owner.SendAsync(HttpMethod.Get, list);

            Assert.Equal((400, "cursor"), ((int)answer.StatusCode, (await answer.JsonAsync()).Text("field")));
        }
    }

    private async Task<(List<T> Items, int Pages)> ReadAllAsync<T>(string list, Func<System.Text.Json.Nodes.JsonNode, T> read)
    {
        List<T> items = [];
        var pages = 0;
        for (var cursor = ""; cursor is not null; pages++)
        {
            var page = await _owner.GetAsync(list + (cursor.Length == 0 ? "" : $"&cursor={cursor}"));
            Assert.NotEmpty(page["items"]!.AsArray());
            items.AddRange(page["items"]!.AsArray().Select(item => read(item!)));
            cursor = page["next_cursor"]?.GetValue<string>();
        }

        return (items, pages);
    }
}

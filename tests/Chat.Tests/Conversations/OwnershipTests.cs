using Shared;

namespace Chat.Tests.Conversations;

public class OwnershipTests(LocalCloudFixture cloud)
{
    private readonly Owner _owner = Owner.Of(cloud);
    private readonly Owner _other = Owner.Of(cloud);

    public static TheoryData<string, string, string?> Routes =>
        new()
        {
            { "GET", "", null },
            { "PATCH", "", """{"title":"Mine now"}""" },
            { "DELETE", "", null },
            { "GET", "/messages", null },
            { "POST", "/messages", """{"content":"Hello"}""" },
            { "POST", "/messages", """{"content":"Hello","parent":1}""" },
            { "GET", "/messages/1", null },
            { "PATCH", "", """{"active_turn":0}""" },
            { "POST", "/messages", """{"regenerate":true}""" },
            { "POST", "/cancel", null },
        };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Anothers_conversation_is_answered_as_one_that_is_not_there(string method, string path, string? json)
    {
        var id = await _owner.CreateAsync();
        await _owner.SayAsync(id, "count to 3");
        var before = await _owner.GetAsync($"conversations/{id}");

        foreach (var asked in (string[])[id, "01ARZ3NDEKTSV4RRFFQ69G5FAV", "nonsense", $"{_owner.Name}%23{id}"])
        {
            using var answer = await _other.SendAsync(new(method), $"conversations/{asked}{path}", json);

            var problem = await answer.JsonAsync();
            Assert.Equal((404, "not_found"), ((int)answer.StatusCode, problem.Text("code")));
            Assert.Equal("There is no such conversation.", problem.Text("detail"));
        }

        Assert.Equal(before.ToJsonString(), (await _owner.GetAsync($"conversations/{id}")).ToJsonString());
        Assert.Equal(2, (await _owner.MessagesAsync(id)).Count);
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task What_has_expired_is_not_there(string method, string path, string? json)
    {
        using StoredTable table = new(cloud);
        var id = await _owner.CreateAsync();
        await table.ExpireAsync(_owner.Name, id);

        using var answer = await _owner.SendAsync(new(method), $"conversations/{id}{path}", json);

        Assert.Equal(404, (int)answer.StatusCode);
        Assert.Empty((await _owner.GetAsync("conversations"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Lists_and_usage_are_ones_own()
    {
        await _owner.SayAsync(await _owner.CreateAsync(), "count to 3");

        var (list, usage) = (await _other.GetAsync("conversations"), await _other.GetAsync("usage"));

        Assert.Empty(list["items"]!.AsArray());
        Assert.Equal(0, usage["total"]!.Number("total_tokens"));
    }
}

using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.TestUtilities;
using Chat.Conversations;
using Chat.Http;
using Chat.Tests.OpenApi;
using Shared;

namespace Chat.Tests.Conversations;

public class DeleteAllTests(LocalCloudFixture cloud)
{
    private readonly Owner _owner = Owner.Of(cloud);

    [Fact]
    public async Task All_of_the_callers_conversations_and_messages_are_deleted_and_no_other_owners()
    {
        using StoredTable table = new(cloud);
        var other = Owner.Of(cloud);
        var others = await other.CreateAsync();
        await other.SayAsync(others, "Hello");
        List<string> ids = [];
        for (var i = 0; i < 12; i++)
        {
            ids.Add(await _owner.CreateAsync());
            await table.AddTurnsAsync(_owner.Name, ids[i], 3);
        }

        using var archived = await _owner.SendAsync(HttpMethod.Patch, $"conversations/{ids[0]}", """{"archived":true}""");

        using var first = await _owner.SendAsync(HttpMethod.Delete, "conversations");
        using var second = await _owner.SendAsync(HttpMethod.Delete, "conversations");

        await first.AssertDocumentedAsync("DELETE", "/conversations", 200);
        Assert.Equal("""{"deleted":12,"more":false}""", await first.TextAsync());
        Assert.Equal("""{"deleted":0,"more":false}""", await second.TextAsync());
        Assert.Empty((await _owner.GetAsync("conversations"))["items"]!.AsArray());
        foreach (var id in ids)
        {
            Assert.Empty(
                await table.Turns.ListAsync(_owner.Name, id, after: null, ascending: true, limit: 9, TestContext.Current.CancellationToken)
            );
        }

        Assert.Equal(2, (await other.MessagesAsync(others)).Count);
    }

    [Fact]
    public async Task A_request_whose_time_is_up_reports_more_and_the_next_one_continues()
    {
        using StoredTable table = new(cloud);
        await _owner.CreateAsync();
        await _owner.CreateAsync();
        ApiRequest hurried = new(
            new()
            {
                HttpMethod = "DELETE",
                RequestContext = new APIGatewayProxyRequest.ProxyRequestContext
                {
                    Authorizer = new() { Claims = new() { ["sub"] = _owner.Name } },
                },
            },
            new TestLambdaContext { RemainingTime = DeleteAllRoute.Margin },
            new Dictionary<string, string>()
        );

        var cut = await new DeleteAllRoute(table.Conversations, new(table.Table, table.Conversations, TimeProvider.System)).DeleteAsync(
            hurried,
            TestContext.Current.CancellationToken
        );
        using var rest = await _owner.SendAsync(HttpMethod.Delete, "conversations");

        var (reported, next) = (Answers.Parse(System.Text.Encoding.UTF8.GetString(cut.Body.Span)), await rest.JsonAsync());
        Assert.True(reported["more"]!.GetValue<bool>());
        Assert.Equal((2, false), (reported.Number("deleted") + next.Number("deleted"), next["more"]!.GetValue<bool>()));
        Assert.Empty((await _owner.GetAsync("conversations"))["items"]!.AsArray());
    }
}

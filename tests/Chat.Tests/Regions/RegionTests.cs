using Chat.Tests.Conversations;
using Chat.Tests.Failures;
using LocalCloud.Bedrock.Faults;
using Shared;

namespace Chat.Tests.Regions;

/// <summary>One region down, or both, as a caller of the API sees it.</summary>
public class RegionTests(LocalCloudFixture shared)
{
    private const string East = Connection.East;
    private const string West = Connection.West;

    [Theory]
    [InlineData(null, East)]
    [InlineData("Throttle", West)]
    [InlineData("NotReady", West)]
    [InlineData("Unavailable", West)]
    [InlineData("Disconnect", West)]
    public async Task The_answer_names_its_region(string? fault, string region)
    {
        await using var cloud = await CloudAsync(fault);
        var owner = Owner.Of(cloud);
        var id = await owner.CreateAsync();

        var answer = await owner.SayAsync(id, "count to 3");
        using var streamed = await owner.StreamAsync(id, "count to 3");

        Assert.Equal(region, answer["served_by"]!.Text("region"));
        Assert.Equal(region, (await streamed.EventsAsync())[^1].Json["served_by"]!.Text("region"));
        Assert.Equal(("1 2 3", "stop"), (answer["message"]!.Text("content"), answer.Text("stop_reason")));
    }

    [Theory]
    [InlineData(null, East)]
    [InlineData("Unavailable", West)]
    public async Task Bodies_in_another_format_have_the_region_in_a_header(string? fault, string region)
    {
        await using var cloud = await CloudAsync(fault);

        using var whole = await cloud.ChatAsync("count to 3", stream: false);
        using var streamed = await cloud.ChatAsync("count to 3", stream: true);
        using var invoked = await cloud.InvokeAsync("[INST] count to 3 [/INST]", stream: false);
        using var chunks = await cloud.InvokeAsync("[INST] count to 3 [/INST]", stream: true);

        Assert.All(
            [whole, streamed, invoked, chunks],
            answer => Assert.Equal((200, region), ((int)answer.StatusCode, answer.Header("X-Served-By-Region")))
        );
    }

    [Theory]
    [InlineData("Throttle", 429, "rate_limited", "2")]
    [InlineData("Unavailable", 503, "model_unavailable", "5")]
    [InlineData("EndOfLife", 503, "model_retired", null)]
    public async Task Where_both_fail_the_turn_is_kept_with_its_reason_and_nothing_is_billed(
        string fault,
        int status,
        string code,
        string? retryAfter
    )
    {
        await using var cloud = await shared.AloneAsync();
        cloud.Cloud.Bedrock!.Faults.Add(new() { Fault = Enum.Parse<FaultKind>(fault) });
        var owner = Owner.Of(cloud);
        var id = await owner.CreateAsync();

        using var answer = await owner.PostAsync(id, Owner.Message("count to 3"));

        Assert.Equal(
            (status, code, retryAfter),
            ((int)answer.StatusCode, (await answer.JsonAsync()).Text("code"), answer.Header("Retry-After"))
        );
        var stored = (await owner.MessagesAsync(id))[1];
        Assert.Equal(("failed", code, 0), (stored.Text("status"), stored.Text("stop_reason"), stored["usage"]!.Number("total_tokens")));
        Assert.Equal(0, (await owner.GetAsync("usage"))["total"]!.Number("total_tokens"));
    }

    [Fact]
    public async Task A_retired_model_is_called_once()
    {
        await using var cloud = await shared.AloneAsync();
        cloud.Cloud.Bedrock!.Faults.Add(new() { Fault = FaultKind.EndOfLife });

        using var answer = await cloud.ChatAsync("count to 3", stream: true);

        Assert.Equal("model_retired", (await answer.OpenAIErrorAsync()).Error.Text("code"));
        Assert.Equal(East, Assert.Single(cloud.Cloud.Bedrock.Journal.Invocations).Region);
    }

    [Fact]
    public async Task A_turn_that_is_cancelled_before_any_answer_names_the_region_that_was_called()
    {
        await using var cloud = await shared.AloneAsync();
        cloud.Cloud.Bedrock!.Faults.Add(new() { Fault = FaultKind.Hang });
        var owner = Owner.Of(cloud);
        var id = await owner.CreateAsync();
        var asking = owner.PostAsync(id, Owner.Message("count to 3"));
        await GeneratingAsync(owner, id);

        using var cancel = await owner.SendAsync(HttpMethod.Post, $"conversations/{id}/cancel");

        using var answer = await asking;
        var body = await answer.JsonAsync();
        Assert.Equal((200, "cancelled", East), ((int)answer.StatusCode, body.Text("stop_reason"), body["served_by"]!.Text("region")));
    }

    private async Task<LocalCloudFixture> CloudAsync(string? faultInTheEast)
    {
        var cloud = await shared.AloneAsync();
        if (faultInTheEast is not null)
        {
            cloud.Cloud.Bedrock!.Faults.Add(new() { Fault = Enum.Parse<FaultKind>(faultInTheEast), Region = East });
        }

        return cloud;
    }

    private static async Task GeneratingAsync(Owner owner, string id)
    {
        while (!(await owner.MessagesAsync(id)).Any(message => message.Text("status") == "generating"))
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}

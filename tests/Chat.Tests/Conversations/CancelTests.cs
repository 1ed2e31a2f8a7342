using Shared;

namespace Chat.Tests.Conversations;

public class CancelTests(LocalCloudFixture cloud)
{
    [Fact]
    public async Task A_turn_that_is_cancelled_keeps_its_text_and_its_tokens_and_ends_the_generation()
    {
        await using var slow = await LocalCloudFixture.StartAsync(new() { TokenDelay = TimeSpan.FromMilliseconds(50) });
        var owner = Owner.Of(slow);
        var id = await owner.CreateAsync();
        using var streaming = await owner.StreamAsync(id, "count to 2000");

        using var cancelled = await owner.SendAsync(HttpMethod.Post, $"conversations/{id}/cancel");
        var events = await streaming.EventsAsync();

        Assert.Equal(202, (int)cancelled.StatusCode);
        Assert.Equal($$"""{"conversation_id":"{{id}}","turn":1,"cancelling":true}""", await cancelled.TextAsync());
        var done = events[^1].Json;
        Assert.Equal(("done", "cancelled"), (events[^1].Type, done.Text("stop_reason")));
        Assert.NotEqual(0, done["usage"]!.Number("completion_tokens"));
        var stored = (await owner.MessagesAsync(id))[1];
        Assert.Equal(("cancelled", "cancelled"), (stored.Text("status"), stored.Text("stop_reason")));
        Assert.Equal(string.Concat(events.SkipLast(1).Select(item => item.Json.Text("text"))), stored.Text("content"));
        Assert.Equal(done["usage"]!.ToJsonString(), (await owner.GetAsync("usage"))["total"]!.ToJsonString());
        var call = await slow.Cloud.Bedrock!.Journal.WhenAsync(_ => true, TestContext.Current.CancellationToken);
        Assert.True(call.ClientHungUp);
    }

    [Fact]
    public async Task After_a_cancelled_turn_the_next_one_is_answered_to_its_end()
    {
        await using var slow = await LocalCloudFixture.StartAsync(new() { TokenDelay = TimeSpan.FromMilliseconds(50) });
        var owner = Owner.Of(slow);
        var id = await owner.CreateAsync();
        var answering = owner.StreamAsync(id, "count to 2000");
        using var streaming = await answering;
        using var cancelled = await owner.SendAsync(HttpMethod.Post, $"conversations/{id}/cancel");
        await streaming.TextAsync();

        var next = await owner.SayAsync(id, "count to 30");

        Assert.Equal((2, "stop"), (next.Number("turn"), next.Text("stop_reason")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task To_cancel_what_is_idle_is_no_mistake(bool answered)
    {
        var owner = Owner.Of(cloud);
        var id = await owner.CreateAsync();
        if (answered)
        {
            await owner.SayAsync(id, "count to 3");
        }

        using var answer = await owner.SendAsync(HttpMethod.Post, $"conversations/{id}/cancel");

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal($$"""{"conversation_id":"{{id}}","turn":null,"cancelling":false}""", await answer.TextAsync());
    }
}

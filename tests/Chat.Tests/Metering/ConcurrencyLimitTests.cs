using Chat.Tests.Conversations;
using Shared;

namespace Chat.Tests.Metering;

public class ConcurrencyLimitTests
{
    [Theory]
    [InlineData("chat-stop")]
    [InlineData("invoke-streamed")]
    [InlineData("message-streamed")]
    public async Task Over_the_limit_an_owner_gets_429_with_Retry_After_and_others_do_not(string call)
    {
        await using var model = await HeldModel.StartAsync();
        await using var cloud = await LocalCloudFixture.StartAsync(
            new()
            {
                Bedrock = model.Choice,
                Environment = new Dictionary<string, string> { ["CONCURRENCY_LIMIT"] = "1" },
            }
        );
        var (owner, other) = (Owner.Of(cloud), Owner.Of(cloud));
        var first = owner.AskAsync("chat-streamed", "Hello");
        await model.AskedAsync();

        using var refused = await owner.AskAsync(call, "Hello");
        var during = await owner.GetAsync("usage");
        var others = other.AskAsync(call, "Hello");
        await model.AskedAsync();
        model.Finish();
        model.Finish();
        using var answer = await first;
        using var othersAnswer = await others;
        var after = await owner.GetAsync("usage");
        var next = owner.AskAsync(call, "Hello");
        await model.AskedAsync();
        model.Finish();
        using var nextAnswer = await next;

        Assert.Equal((429, "5"), ((int)refused.StatusCode, refused.Header("Retry-After")));
        Assert.Contains("rate_limited", await refused.TextAsync(), StringComparison.Ordinal);
        Assert.Contains("At most 1 of your answers", await refused.TextAsync(), StringComparison.Ordinal);
        Assert.Equal("""{"limit":1,"in_progress":1}""", during["concurrency"]!.ToJsonString());
        Assert.Equal("""{"limit":1,"in_progress":0}""", after["concurrency"]!.ToJsonString());
        Assert.Null(after["budget"]);
        Assert.Equal([200, 200, 200], new[] { answer, othersAnswer, nextAnswer }.Select(served => (int)served.StatusCode));
    }
}

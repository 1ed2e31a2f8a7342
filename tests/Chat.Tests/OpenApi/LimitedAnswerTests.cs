using Chat.Tests.Conversations;
using Chat.Tests.Metering;
using Shared;

namespace Chat.Tests.OpenApi;

public sealed class LimitedAnswerTests(LimitedCloud limited) : IClassFixture<LimitedCloud>
{
    [Theory]
    [InlineData("invoke", "/invoke")]
    [InlineData("chat", "/chat/completions")]
    [InlineData("message", "/conversations/{id}/messages")]
    public async Task An_exhausted_budget_is_answered_as_described(string call, string path)
    {
        using var answer = await Owner.Of(limited.Cloud).AskAsync(call, "Hello", maxGenLen: 2048);

        await answer.AssertDocumentedAsync("POST", path, 429, "budget_exceeded");
    }

    [Fact]
    public async Task The_remaining_budget_is_returned_as_described()
    {
        var owner = Owner.Of(limited.Cloud);
        using var answered = await owner.AskAsync("message", "count to 3");

        using var usage = await owner.SendAsync(HttpMethod.Get, "usage");

        await usage.AssertDocumentedAsync("GET", "/usage", 200);
        Assert.Equal((200, 3), ((int)answered.StatusCode, (await usage.JsonAsync())["concurrency"]!.Number("limit")));
    }

    [Fact]
    public async Task Too_many_simultaneous_answers_are_refused_as_described()
    {
        await using var model = await HeldModel.StartAsync();
        await using var cloud = await LocalCloudFixture.StartAsync(
            new()
            {
                Bedrock = model.Choice,
                Environment = new Dictionary<string, string> { ["CONCURRENCY_LIMIT"] = "1" },
            }
        );
        var owner = Owner.Of(cloud);
        var first = owner.AskAsync("chat-streamed", "Hello");
        await model.AskedAsync();

        using var invoked = await owner.AskAsync("invoke", "Hello");
        using var chatted = await owner.AskAsync("chat", "Hello");
        using var posted = await owner.AskAsync("message", "Hello");
        model.Finish();
        using var answer = await first;

        await invoked.AssertDocumentedAsync("POST", "/invoke", 429, "rate_limited");
        await chatted.AssertDocumentedAsync("POST", "/chat/completions", 429, "rate_limited");
        await posted.AssertDocumentedAsync("POST", "/conversations/{id}/messages", 429, "rate_limited");
    }
}

using Shared;

namespace Chat.Tests.Completions;

public class StopTests(LocalCloudFixture cloud)
{
    [Theory]
    [InlineData("\"7 8\"", "1 2 3 4 5 6 ")]
    [InlineData("[\"99\",\" 5 6 7\"]", "1 2 3 4")]
    [InlineData("[\"1\"]", "")]
    [InlineData("\"9 11\"", "1 2 3 4 5 6 7 8 9 10")]
    public async Task The_answer_ends_before_the_first_stop_sequence(string stop, string expected)
    {
        using var whole = await cloud.PostAsync("chat/completions", Answers.ChatBody("count to 10", $"\"stop\":{stop}"));
        using var streamed = await cloud.PostAsync("chat/completions", Answers.ChatBody("count to 10", $"\"stream\":true,\"stop\":{stop}"));

        var choice = (await whole.JsonAsync())["choices"]![0]!;
        var events = await streamed.EventsAsync();
        Assert.Equal((expected, "stop"), (choice["message"]!.Text("content"), choice.Text("finish_reason")));
        Assert.Equal(expected, string.Concat(events.SkipLast(1).Select(item => item.Content)));
        Assert.Equal("stop", events[^2].Json["choices"]![0]!.Text("finish_reason"));
    }

    [Fact]
    public async Task What_comes_after_it_is_not_generated()
    {
        await using var slow = await LocalCloudFixture.StartAsync(new() { TokenDelay = TimeSpan.FromMilliseconds(20) });

        using var answer = await slow.PostAsync("chat/completions", Answers.ChatBody("count to 1000", "\"stop\":\" 4\""));

        Assert.Equal(200, (int)answer.StatusCode);
        var call = await slow.Cloud.Bedrock!.Journal.WhenAsync(_ => true, TestContext.Current.CancellationToken);
        Assert.True(call.ClientHungUp);
        Assert.True(call.GenerationTokenCount < 100);
    }
}

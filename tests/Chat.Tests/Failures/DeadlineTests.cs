using LocalCloud.Bedrock.Faults;
using Shared;

namespace Chat.Tests.Failures;

public class DeadlineTests
{
    private static readonly TimeSpan _short = TimeSpan.FromSeconds(3);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Time_that_runs_out_before_the_first_word_is_504(bool stream)
    {
        await using var cloud = await LocalCloudFixture.StartAsync(new() { FunctionTimeout = _short });
        var prompt = cloud.Fault(new() { Fault = FaultKind.Hang });

        using var answer = await cloud.ChatAsync(prompt, stream);

        var (status, error) = await answer.OpenAIErrorAsync();
        Assert.Equal((504, "timeout", "server_error"), (status, error.Text("code"), error.Text("type")));
    }

    [Fact]
    public async Task Time_that_runs_out_in_the_middle_of_a_stream_is_an_error_and_ends_the_generation()
    {
        await using var cloud = await LocalCloudFixture.StartAsync(
            new() { FunctionTimeout = _short, TokenDelay = TimeSpan.FromMilliseconds(50) }
        );

        using var answer = await cloud.ChatAsync("count to 2000", stream: true);

        var events = await answer.EventsAsync();
        Assert.Contains("1 2 3", string.Concat(events.SkipLast(1).Select(item => item.Content)), StringComparison.Ordinal);
        Assert.Equal("error", events[^1].Json["choices"]![0]!.Text("finish_reason"));
        Assert.Equal("timeout", events[^1].Json["error"]!.Text("code"));
        var call = await cloud.Cloud.Bedrock!.Journal.WhenAsync(_ => true, TestContext.Current.CancellationToken);
        Assert.True(call.ClientHungUp);
    }

    [Fact]
    public async Task The_instance_takes_the_next_event_after_its_time_ran_out()
    {
        await using var cloud = await LocalCloudFixture.StartAsync(new() { FunctionTimeout = _short, TokenDelay = TimeSpan.Zero });
        using var late = await cloud.ChatAsync(cloud.Fault(new() { Fault = FaultKind.Hang }), stream: false);

        using var next = await cloud.ChatAsync("count to 3", stream: false);

        Assert.Equal((504, 200), ((int)late.StatusCode, (int)next.StatusCode));
        Assert.Single(cloud.Cloud.Bedrock!.Journal.Invocations.Select(call => call.SessionToken).Distinct());
    }
}

using LocalCloud.Bedrock.Faults;
using Microsoft.Extensions.Time.Testing;
using Shared;

namespace Llama.Tests.Regions;

public sealed class FailoverTests
{
    private const string East = Regions.East;
    private const string West = Regions.West;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_other_region_is_called_or_connected_to_if_the_first_answers()
    {
        await using var regions = await Regions.StartAsync();

        var (text, region, _) = await regions.AskAsync(stream: true);

        Assert.Equal(("here", East, 1), (text, region, regions.Connected));
        Assert.Equal([East], await regions.CallsAsync(1));
    }

    [Theory]
    [InlineData("Throttle", false)]
    [InlineData("Throttle", true)]
    [InlineData("NotReady", false)]
    [InlineData("NotReady", true)]
    [InlineData("Unavailable", false)]
    [InlineData("Unavailable", true)]
    [InlineData("Internal", false)]
    [InlineData("Internal", true)]
    [InlineData("ModelTimeout", false)]
    [InlineData("ModelTimeout", true)]
    public async Task A_region_that_fails_before_the_first_token_is_followed_by_the_next(string fault, bool stream)
    {
        await using var regions = await Regions.StartAsync();
        regions.Faults.Add(new() { Fault = Enum.Parse<FaultKind>(fault), Region = East });

        var (text, region, error) = await regions.AskAsync(stream);

        Assert.Equal(("here", West, null), (text, region, error));
        Assert.Equal([East, West], await regions.CallsAsync(2));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_region_that_hangs_up_is_followed_by_the_next(bool stream)
    {
        await using var regions = await Regions.StartAsync();
        regions.Faults.Add(new() { Fault = FaultKind.Disconnect, Region = East });

        var (text, region, error) = await regions.AskAsync(stream);

        Assert.Equal(("here", West, null), (text, region, error));
    }

    [Theory]
    [InlineData("internalServerException")]
    [InlineData("modelStreamErrorException")]
    [InlineData("throttlingException")]
    [InlineData("modelTimeoutException")]
    [InlineData("serviceUnavailableException")]
    public async Task An_exception_in_the_place_of_the_first_chunk_is_such_a_failure(string exception)
    {
        await using var regions = await Regions.StartAsync();
        regions.Faults.Add(
            new()
            {
                Fault = FaultKind.FailMidStream,
                AfterChunks = 0,
                Exception = exception,
                Region = East,
            }
        );

        var heard = await regions.StreamAsync();

        Assert.Equal(("here", West), (heard.Text, heard.Completed?.Region));
    }

    [Theory]
    [InlineData("FailMidStream")]
    [InlineData("CutMidStream")]
    [InlineData("BadCrc")]
    [InlineData("TruncateFrame")]
    public async Task After_the_first_token_no_other_region_is_called(string fault)
    {
        await using var regions = await Regions.StartAsync();
        regions.Faults.Add(
            new()
            {
                Fault = Enum.Parse<FaultKind>(fault),
                AfterChunks = 1,
                Region = East,
            }
        );

        var heard = await regions.StreamAsync();

        Assert.Equal((LlamaError.Interrupted, "here"[..heard.Text.Length]), (heard.Error!.Error, heard.Text));
        Assert.NotEmpty(heard.Text);
        Assert.Equal([East], await regions.CallsAsync(1));
    }

    [Theory]
    [InlineData("EndOfLife", LlamaError.Retired)]
    [InlineData("Legacy", LlamaError.Retired)]
    [InlineData("AccessDenied", LlamaError.AccessDenied)]
    [InlineData("ModelError", LlamaError.ModelError)]
    public async Task Errors_that_another_region_would_not_change_are_returned_at_once(string fault, LlamaError expected)
    {
        await using var regions = await Regions.StartAsync();
        regions.Faults.Add(new() { Fault = Enum.Parse<FaultKind>(fault), Region = East });

        var (_, _, whole) = await regions.AskAsync(stream: false);
        var (_, _, streamed) = await regions.AskAsync(stream: true);

        Assert.Equal((expected, expected), (whole!.Error, streamed!.Error));
        Assert.Equal([East, East], await regions.CallsAsync(2));
    }

    [Fact]
    public async Task A_region_that_accepts_and_says_nothing_leaves_time_for_the_next()
    {
        await using var regions = await Regions.StartAsync(time: HurriedTime.Everything);
        regions.Faults.Add(new() { Fault = FaultKind.Hang, Region = East });

        var (whole, streamed) = (await regions.AskAsync(stream: false), await regions.AskAsync(stream: true));

        Assert.Equal((("here", West, null), ("here", West, null)), (whole, streamed));
    }

    [Fact]
    public async Task A_stream_that_has_begun_may_take_its_time()
    {
        FakeTimeProvider time = new();
        await using var regions = await Regions.StartAsync(time: time);
        var pieces = 0;

        await foreach (var item in regions.Llama.StreamAsync(Client.Emulator.Ask("count to 20"), cancellationToken: Cancelled))
        {
            pieces++;
            time.Advance(TimeSpan.FromHours(1));
            Assert.Equal(East, item.Region);
        }

        Assert.True(pieces > 20);
    }

    [Fact]
    public async Task After_a_cancellation_no_other_region_is_called()
    {
        await using var regions = await Regions.StartAsync();
        regions.Faults.Add(new() { Fault = FaultKind.Hang, Region = East });
        using CancellationTokenSource leaving = new(TimeSpan.FromMilliseconds(300));

        var left = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => regions.InvokeAsync(leaving.Token));

        Assert.Equal(leaving.Token, left.CancellationToken);
        Assert.DoesNotContain(West, await regions.CallsAsync(0));
    }

    [Theory]
    [InlineData("Unavailable", "Throttle", LlamaError.Throttled)]
    [InlineData("Throttle", "Unavailable", LlamaError.Throttled)]
    [InlineData("ModelTimeout", "NotReady", LlamaError.NotReady)]
    [InlineData("ModelTimeout", "Unavailable", LlamaError.Unavailable)]
    [InlineData("Throttle", "AccessDenied", LlamaError.Throttled)]
    [InlineData("Unavailable", "EndOfLife", LlamaError.Unavailable)]
    [InlineData("Unavailable", "ModelError", LlamaError.ModelError)]
    public async Task If_all_regions_fail_the_most_informative_failure_is_returned(string east, string west, LlamaError expected)
    {
        await using var regions = await Regions.StartAsync();
        regions.Faults.Add(new() { Fault = Enum.Parse<FaultKind>(east), Region = East });
        regions.Faults.Add(new() { Fault = Enum.Parse<FaultKind>(west), Region = West });

        var (_, _, error) = await regions.AskAsync(stream: true);

        Assert.Equal(expected, error!.Error);
    }

    [Fact]
    public void A_client_without_a_region_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new LlamaClient([], ModelReference.OnDemand(LlamaModel.Llama2Chat13B)));
    }
}

using LocalCloud.Bedrock.Faults;
using Microsoft.Extensions.Time.Testing;
using Shared;

namespace Llama.Tests.Regions;

/// <summary>How many calls a request makes, and how they are counted.</summary>
public sealed class ModelCallsTests
{
    private const string East = Regions.East;
    private const string West = Regions.West;

    private readonly ModelCalls _calls = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Throttle", 1, 4)]
    [InlineData("Throttle", 2, 4)]
    [InlineData("Throttle", 3, 3)]
    [InlineData("NotReady", 3, 3)]
    public async Task All_regions_are_called_as_often_as_four_calls_allow_with_pauses(string fault, int regions, int expected)
    {
        NotedTime time = new();
        await using var cloud = await Regions.StartAsync([.. new[] { East, West, East }.Take(regions)], time: time);
        cloud.Faults.Add(new() { Fault = Enum.Parse<FaultKind>(fault) });

        await FailAsync(cloud);

        Assert.Equal((expected, 4 - expected), (_calls.Made, _calls.Left));
        Assert.Equal((fault == "Throttle" ? expected : 0, 0), (_calls.Throttled, _calls.Unsettled));
        Assert.Equal(expected, (await cloud.CallsAsync(expected)).Count);
        Assert.Equal((expected / regions) - 1, time.Pauses);
    }

    [Fact]
    public async Task A_request_that_has_used_its_calls_makes_no_more()
    {
        await using var cloud = await Regions.StartAsync([East], time: HurriedTime.Pauses);
        cloud.Faults.Add(new() { Fault = FaultKind.Throttle });
        await FailAsync(cloud);

        var error = await FailAsync(cloud);

        Assert.Equal((LlamaError.Unavailable, TimeSpan.FromSeconds(5)), (error.Error, error.RetryAfter));
        Assert.Equal((4, 0), (_calls.Made, _calls.Left));
    }

    [Fact]
    public async Task The_call_that_shows_that_a_model_does_not_stream_counts_too()
    {
        await using var cloud = await Regions.StartAsync(time: HurriedTime.Pauses);
        cloud.Faults.Add(new() { Fault = FaultKind.StreamingUnsupported });
        cloud.Faults.Add(new() { Fault = FaultKind.Throttle, Operation = "InvokeModel" });

        var heard = await Client.Heard.ListenAsync(
            cloud.Llama.CountedBy(_calls).StreamAsync(Client.Emulator.Ask("Hi"), cancellationToken: Cancelled)
        );

        Assert.Equal((LlamaError.Throttled, 4), (heard.Error!.Error, _calls.Made));
        Assert.Equal([East, East, West, East], await cloud.CallsAsync(4));
    }

    [Theory]
    [InlineData("Disconnect", 1)]
    [InlineData("Unavailable", 0)]
    [InlineData("Throttle", 0)]
    [InlineData("NotReady", 0)]
    public async Task A_call_whose_cost_is_unknown_is_counted_as_such(string fault, int expected)
    {
        await using var cloud = await Regions.StartAsync();
        cloud.Faults.Add(new() { Fault = Enum.Parse<FaultKind>(fault), Region = East });

        var answer = await cloud.Llama.CountedBy(_calls).InvokeAsync(Client.Emulator.Ask("echo: here"), cancellationToken: Cancelled);

        Assert.Equal(("here", 2, expected), (answer.Text, _calls.Made, _calls.Unsettled));
        Assert.Equal(fault == "Throttle" ? 1 : 0, _calls.Throttled);
    }

    [Fact]
    public async Task A_request_that_is_cancelled_before_it_is_sent_makes_no_call()
    {
        await using var cloud = await Regions.StartAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            cloud.Llama.CountedBy(_calls).InvokeAsync(Client.Emulator.Ask("Hi"), cancellationToken: new(canceled: true))
        );

        Assert.Equal((0, 0), (_calls.Made, _calls.Unsettled));
    }

    [Fact]
    public async Task Waiting_for_a_model_that_is_loaded_costs_no_calls()
    {
        const string Imported = "arn:aws:bedrock:eu-central-1:123456789012:imported-model/abcdefghij12";
        await using var cloud = await Regions.StartAsync(["eu-central-1"], Imported, HurriedTime.Pauses);
        cloud.Faults.Add(new() { Fault = FaultKind.NotReady, Times = 3 });

        await cloud.Llama.CountedBy(_calls).InvokeAsync(Client.Emulator.Ask("echo: here"), cancellationToken: Cancelled);

        Assert.Equal(1, _calls.Made);
    }

    [Fact]
    public async Task Open_circuits_are_counted()
    {
        await using var cloud = await Regions.StartAsync(time: HurriedTime.Pauses);
        cloud.Faults.Add(new() { Fault = FaultKind.Throttle, Region = East });
        for (var i = 0; i < 3; i++)
        {
            await cloud.InvokeAsync();
        }

        await cloud.Llama.CountedBy(_calls).InvokeAsync(Client.Emulator.Ask("echo: here"), cancellationToken: Cancelled);

        Assert.Equal((1, 1), (_calls.Made, _calls.CircuitsOpen));
    }

    [Fact]
    public async Task The_last_region_may_take_as_long_as_the_caller_waits()
    {
        FakeTimeProvider time = new();
        await using WireServer server = new(
            (_, stream) =>
            {
                time.Advance(TimeSpan.FromHours(1));

                return stream.WriteAsync(WireServer.Answer(200, """{"generation":"here","stop_reason":"stop"}""")).AsTask();
            }
        );
        using var sdk = LoopbackBedrock.Client(server.Url);
        LlamaClient llama = new([new(East, () => sdk)], ModelReference.OnDemand(LlamaModel.Llama2Chat13B), time: time);

        var answer = await llama.InvokeAsync(Client.Emulator.Ask("Hi"), cancellationToken: Cancelled);

        Assert.Equal("here", answer.Text);
    }

    private Task<LlamaException> FailAsync(Regions cloud) =>
        Assert.ThrowsAnyAsync<LlamaException>(() =>
            cloud.Llama.CountedBy(_calls).InvokeAsync(Client.Emulator.Ask("Hi"), cancellationToken: Cancelled)
        );

    /// <summary>Notes the pauses, which are short, and hurries them.</summary>
    private sealed class NotedTime : TimeProvider
    {
        public int Pauses { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var isPause = dueTime > TimeSpan.Zero && dueTime <= TimeSpan.FromSeconds(10);
            Pauses += isPause ? 1 : 0;

            return base.CreateTimer(callback, state, isPause ? dueTime / 100 : dueTime, period);
        }
    }
}

using LocalCloud.Bedrock.Faults;
using Microsoft.Extensions.Time.Testing;
using Shared;

namespace Llama.Tests.Regions;

public sealed class CircuitTests
{
    private const string East = Regions.East;
    private const string West = Regions.West;

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task The_circuit_of_a_failing_region_opens_and_closes_after_a_success()
    {
        await using var regions = await Regions.StartAsync(time: _time);
        regions.Faults.Add(
            new()
            {
                Fault = FaultKind.Unavailable,
                Region = East,
                Times = 3,
            }
        );

        var served = await ServedAsync(regions, 5);
        var open = regions.Llama.CircuitsOpen;
        _time.Advance(TimeSpan.FromSeconds(31));
        var later = await ServedAsync(regions, 2);

        Assert.Equal([West, West, West, West, West], served);
        Assert.Equal([East, West, East, West, East, West, West, West, East, East], await regions.CallsAsync(10));
        Assert.Equal([East, East], later);
        Assert.Equal((1, 0), (open, regions.Llama.CircuitsOpen));
    }

    [Fact]
    public async Task A_single_request_tests_the_region_and_its_failure_opens_the_circuit_again()
    {
        await using var regions = await Regions.StartAsync(time: _time);
        regions.Faults.Add(new() { Fault = FaultKind.Throttle, Region = East });
        await ServedAsync(regions, 3);

        _time.Advance(TimeSpan.FromSeconds(31));
        var served = await ServedAsync(regions, 3);

        Assert.Equal([West, West, West], served);
        Assert.Equal([East, West, West, West], (await regions.CallsAsync(10)).Skip(6));
    }

    [Fact]
    public async Task Occasional_failures_do_not_open_the_circuit()
    {
        await using var regions = await Regions.StartAsync(time: _time);
        for (var i = 0; i < 4; i++)
        {
            regions.Faults.Add(
                new()
                {
                    Fault = FaultKind.Throttle,
                    Region = East,
                    Times = 1,
                }
            );
            await ServedAsync(regions, 3);
        }

        var (_, region, _) = await regions.AskAsync(stream: true);

        Assert.Equal((East, 0), (region, regions.Llama.CircuitsOpen));
    }

    [Theory]
    [InlineData("Throttle", LlamaError.Throttled)]
    [InlineData("Unavailable", LlamaError.Unavailable)]
    public async Task With_all_circuits_open_no_region_is_called_and_Retry_After_is_set(string fault, LlamaError expected)
    {
        await using var regions = await Regions.StartAsync(time: HurriedTime.Pauses);
        regions.Faults.Add(new() { Fault = Enum.Parse<FaultKind>(fault) });
        await regions.AskAsync(stream: true);
        var (_, _, opening) = await regions.AskAsync(stream: true);
        var before = await regions.CallsAsync(6);

        var (_, _, error) = await regions.AskAsync(stream: true);

        Assert.Equal((expected, true), (error!.Error, error.IsRetryable));
        Assert.InRange(error.RetryAfter!.Value, TimeSpan.FromSeconds(1.01), TimeSpan.FromSeconds(30));
        Assert.Equal((expected, null), (opening!.Error, opening.RetryAfter));
        Assert.Equal((6, 6, 2), (before.Count, (await regions.CallsAsync(6)).Count, regions.Llama.CircuitsOpen));
    }

    [Fact]
    public async Task The_failure_of_a_call_says_more_than_an_open_circuit()
    {
        await using var regions = await Regions.StartAsync(time: HurriedTime.Pauses);
        regions.Faults.Add(new() { Fault = FaultKind.Throttle, Region = East });
        await ServedAsync(regions, 3);
        regions.Faults.Add(new() { Fault = FaultKind.Unavailable, Region = West });

        var (_, _, error) = await regions.AskAsync(stream: true);

        Assert.Equal((LlamaError.Unavailable, null), (error!.Error, error.RetryAfter));
    }

    [Fact]
    public async Task The_circuit_of_a_single_region_never_opens()
    {
        await using var regions = await Regions.StartAsync([East], time: HurriedTime.Pauses);
        regions.Faults.Add(new() { Fault = FaultKind.Throttle, Times = 8 });
        await regions.AskAsync(stream: false);
        await regions.AskAsync(stream: true);

        var (_, region, _) = await regions.AskAsync(stream: true);

        Assert.Equal(East, region);
    }

    private static async Task<IReadOnlyList<string?>> ServedAsync(Regions regions, int times)
    {
        List<string?> served = [];
        for (var i = 0; i < times; i++)
        {
            served.Add((await regions.AskAsync(stream: i % 2 == 0)).Region);
        }

        return served;
    }
}

using LocalCloud.Bedrock;

namespace Llama.Tests.Regions;

/// <summary>However a request fails, it makes no more calls to Bedrock than <see cref="LlamaClient.MaxCalls"/>.</summary>
public sealed class CallCountTests
{
    private const string Provisioned = "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghij12";

    [Theory]
    [InlineData("Throttle", 4)]
    [InlineData("NotReady", 4)]
    [InlineData("Unavailable", 4)]
    [InlineData("Internal", 4)]
    [InlineData("ModelTimeout", 4)]
    [InlineData("Disconnect", 4)]
    [InlineData("AccessDenied", 1)]
    [InlineData("EndOfLife", 1)]
    [InlineData("Legacy", 1)]
    [InlineData("ModelError", 1)]
    public async Task Two_regions_are_asked_twice_each_or_once_in_all(string fault, int calls)
    {
        await AssertCallsAsync(fault, calls, [Regions.East, Regions.West]);
    }

    [Theory]
    [InlineData("Throttle", 4)]
    [InlineData("NotReady", 4)]
    [InlineData("Unavailable", 4)]
    [InlineData("Internal", 4)]
    [InlineData("ModelTimeout", 4)]
    [InlineData("Disconnect", 4)]
    [InlineData("AccessDenied", 1)]
    [InlineData("EndOfLife", 1)]
    [InlineData("ModelError", 1)]
    public async Task One_region_is_asked_four_times_or_once(string fault, int calls)
    {
        await AssertCallsAsync(fault, calls, [Regions.East]);
    }

    [Theory]
    [InlineData("Throttle", 4)]
    [InlineData("Unavailable", 4)]
    [InlineData("ModelTimeout", 4)]
    [InlineData("Disconnect", 4)]
    [InlineData("AccessDenied", 1)]
    [InlineData("EndOfLife", 1)]
    public async Task A_dedicated_models_only_region_is_asked_four_times_or_once(string fault, int calls)
    {
        await AssertCallsAsync(fault, calls, [Regions.East], Provisioned);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(4, 4)]
    [InlineData(5, 5)]
    public async Task Of_more_than_two_regions_each_is_asked_once(int count, int calls)
    {
        // The stand-in serves the model in two regions only.
        string[] names = [.. Enumerable.Range(0, count).Select(i => i % 2 == 0 ? Regions.East : Regions.West)];

        await AssertCallsAsync("Throttle", calls, names);
    }

    private static async Task AssertCallsAsync(string fault, int calls, string[] names, string model = "meta.llama2-13b-chat-v1")
    {
        await using var whole = await Regions.StartAsync(names, model, HurriedTime.Pauses);
        await using var streamed = await Regions.StartAsync(names, model, HurriedTime.Pauses);
        whole.Faults.Add(new() { Fault = Enum.Parse<FaultKind>(fault) });
        streamed.Faults.Add(new() { Fault = Enum.Parse<FaultKind>(fault) });

        var errors = (await whole.AskAsync(stream: false), await streamed.AskAsync(stream: true));

        Assert.NotNull(errors.Item1.Error);
        Assert.NotNull(errors.Item2.Error);
        Assert.Equal(Times(names, calls), await whole.CallsAsync(calls));
        Assert.Equal(Times(names, calls), await streamed.CallsAsync(calls));
        Assert.InRange(calls, 1, Math.Max(LlamaClient.MaxCalls, names.Length));
    }

    private static IEnumerable<string> Times(string[] names, int calls) => Enumerable.Range(0, calls).Select(call => names[call % names.Length]);
}

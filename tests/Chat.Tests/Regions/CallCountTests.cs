using Llama;
using LocalCloud.Bedrock.Faults;

namespace Chat.Tests.Regions;

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
        await AssertCallsAsync(fault, calls, [Connection.East, Connection.West]);
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
    public async Task One_region_is_called_four_times_or_once(string fault, int calls)
    {
        await AssertCallsAsync(fault, calls, [Connection.East]);
    }

    [Theory]
    [InlineData("Throttle", 4)]
    [InlineData("Unavailable", 4)]
    [InlineData("ModelTimeout", 4)]
    [InlineData("Disconnect", 4)]
    [InlineData("AccessDenied", 1)]
    [InlineData("EndOfLife", 1)]
    public async Task A_dedicated_models_only_region_is_called_four_times_or_once(string fault, int calls)
    {
        await AssertCallsAsync(fault, calls, [Connection.East], Provisioned);
    }

    private static async Task AssertCallsAsync(string fault, int calls, string[] names, string model = "meta.llama2-13b-chat-v1")
    {
        await using var whole = await Connection.StartAsync(names, model);
        await using var streamed = await Connection.StartAsync(names, model);
        whole.Bedrock.Faults.Add(new() { Fault = Enum.Parse<FaultKind>(fault) });
        streamed.Bedrock.Faults.Add(new() { Fault = Enum.Parse<FaultKind>(fault) });

        await Assert.ThrowsAnyAsync<LlamaException>(() => whole.InvokeAsync());
        await Assert.ThrowsAnyAsync<LlamaException>(() => streamed.StreamAsync());

        Assert.Equal(Times(names, calls), await whole.CallsAsync(calls));
        Assert.Equal(Times(names, calls), await streamed.CallsAsync(calls));
        Assert.InRange(calls, 1, LlamaClient.MaxCalls);
    }

    private static IEnumerable<string> Times(string[] names, int calls) =>
        Enumerable.Range(0, calls).Select(call => names[call % names.Length]);
}

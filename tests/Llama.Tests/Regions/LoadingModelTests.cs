using LocalCloud.Bedrock.Faults;
using Shared;

namespace Llama.Tests.Regions;

/// <summary>An imported model that has not been used for a while is loaded again on first use.</summary>
public sealed class LoadingModelTests
{
    private const string Imported = "arn:aws:bedrock:eu-central-1:123456789012:imported-model/abcdefghij12";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_waited_for(bool stream)
    {
        await using var regions = await StartAsync();
        regions.Faults.Add(new() { Fault = FaultKind.NotReady, Times = 9 });

        var (text, region, _) = await regions.AskAsync(stream);

        Assert.Equal(("here", "eu-central-1"), (text, region));
        Assert.Equal(Enumerable.Repeat("eu-central-1", 10), await regions.CallsAsync(10));
    }

    [Fact]
    public async Task A_caller_whose_time_is_up_learns_that_the_model_was_being_loaded()
    {
        await using var regions = await StartAsync();
        regions.Faults.Add(new() { Fault = FaultKind.NotReady });
        using CancellationTokenSource leaving = new();
        var answer = regions.InvokeAsync(leaving.Token);
        await regions.CallsAsync(6);

        await leaving.CancelAsync();

        var left = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        var why = Assert.IsType<LlamaNotReadyException>(left.InnerException);
        Assert.Equal((LlamaError.NotReady, "The imported model is being loaded."), (why.Error, why.Message));
        Assert.Equal(leaving.Token, left.CancellationToken);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_four_minutes_the_caller_gets_the_error(bool stream)
    {
        await using var regions = await StartAsync(HurriedTime.Everything);
        regions.Faults.Add(new() { Fault = FaultKind.NotReady });

        var (text, _, error) = await regions.AskAsync(stream);

        Assert.Equal((null, LlamaError.NotReady), (text, error!.Error));
    }

    [Fact]
    public async Task Another_failure_during_the_wait_is_returned()
    {
        await using var regions = await StartAsync();
        regions.Faults.Add(new() { Fault = FaultKind.NotReady, Times = 5 });
        regions.Faults.Add(new() { Fault = FaultKind.AccessDenied });

        var (_, _, error) = await regions.AskAsync(stream: true);

        Assert.Equal(LlamaError.AccessDenied, error!.Error);
    }

    private static Task<Regions> StartAsync(HurriedTime? time = null) =>
        Regions.StartAsync(["eu-central-1"], Imported, time ?? HurriedTime.UpTo(TimeSpan.FromSeconds(30)));
}

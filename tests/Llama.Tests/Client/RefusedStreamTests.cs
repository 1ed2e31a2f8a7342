using LocalCloud.Bedrock.Faults;

namespace Llama.Tests.Client;

/// <summary>A model that refuses InvokeModelWithResponseStream, as AWS documents of Llama 4.</summary>
public sealed class RefusedStreamTests
{
    private const string Model = "us.meta.llama4-scout-17b-instruct-v1:0";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_answer_is_fetched_whole_and_comes_as_one_piece()
    {
        await using var emulator = await Emulator.StartAsync(fault: new() { Fault = FaultKind.StreamingUnsupported }, model: Model);

        var heard = await Heard.ListenAsync(emulator.Llama.StreamAsync(Emulator.Ask("count to 3"), cancellationToken: Cancelled));

        Assert.Equal(["1 2 3"], heard.Texts);
        Assert.Equal(
            (StopReason.Stop, Tokenizer.Llama4.Count("1 2 3")),
            (heard.Completed!.StopReason, heard.Completed.Usage.CompletionTokens)
        );
    }

    [Fact]
    public async Task The_refusal_is_remembered()
    {
        await using var emulator = await Emulator.StartAsync(fault: new() { Fault = FaultKind.StreamingUnsupported }, model: Model);

        for (var i = 0; i < 2; i++)
        {
            await Heard.ListenAsync(emulator.Llama.StreamAsync(Emulator.Ask("count to 3"), cancellationToken: Cancelled));
        }

        Assert.Equal(
            [("InvokeModelWithResponseStream", 400), ("InvokeModel", 200), ("InvokeModel", 200)],
            emulator.Journal.Invocations.Select(call => (call.Operation!, call.Status))
        );
    }

    [Fact]
    public async Task A_stop_sequence_ends_a_whole_answer_too()
    {
        await using var emulator = await Emulator.StartAsync(fault: new() { Fault = FaultKind.StreamingUnsupported }, model: Model);

        var heard = await Heard.ListenAsync(
            emulator.Llama.StreamAsync(Emulator.Ask("count to 9"), stop: [" 4"], cancellationToken: Cancelled)
        );

        Assert.Equal("1 2 3", heard.Text);
    }
}

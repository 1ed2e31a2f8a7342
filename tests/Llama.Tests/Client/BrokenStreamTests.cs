using LocalCloud.Bedrock.Faults;
using Shared;

namespace Llama.Tests.Client;

public sealed class BrokenStreamTests
{
    private const string First = """{"generation":"paid for","prompt_token_count":10,"generation_token_count":2,"stop_reason":null}""";

    [Theory]
    [InlineData("NoLastChunk", 1)]
    [InlineData("CutMidStream", 3)]
    [InlineData("TruncateFrame", 3)]
    [InlineData("MalformedChunk", 3)]
    [InlineData("BadCrc", 3)]
    [InlineData("OversizedFrame", 3)]
    [InlineData("FailMidStream", 3)]
    public async Task A_break_after_the_first_text_keeps_the_text_and_its_tokens(string fault, int afterChunks)
    {
        await using var emulator = await Emulator.StartAsync(
            fault: new() { Fault = Enum.Parse<FaultKind>(fault), AfterChunks = afterChunks }
        );

        var heard = await Heard.ListenAsync(
            emulator.Llama.StreamAsync(
                Emulator.Ask("echo: one two three four five"),
                cancellationToken: TestContext.Current.CancellationToken
            )
        );

        Assert.Null(heard.Completed);
        Assert.NotEmpty(heard.Texts);
        Assert.Equal(
            (LlamaError.Interrupted, heard.Text, heard.Usages[^1]),
            (heard.Error!.Error, heard.Error.PartialText, heard.Error.PartialUsage)
        );
        Assert.False(heard.Error.IsRetryable);
    }

    [Theory]
    [InlineData("CutMidStream")]
    [InlineData("TruncateFrame")]
    [InlineData("MalformedChunk")]
    [InlineData("BadCrc")]
    [InlineData("OversizedFrame")]
    public async Task A_break_before_the_first_text_may_be_tried_again(string fault)
    {
        await using var emulator = await Emulator.StartAsync(fault: new() { Fault = Enum.Parse<FaultKind>(fault), AfterChunks = 0 });

        var heard = await Heard.ListenAsync(
            emulator.Llama.StreamAsync(Emulator.Ask("echo: one two"), cancellationToken: TestContext.Current.CancellationToken)
        );

        Assert.Empty(heard.Texts);
        Assert.Equal((LlamaError.Interrupted, "", true), (heard.Error!.Error, heard.Error.PartialText, heard.Error.IsRetryable));
    }

    [Theory]
    [InlineData("""{"bytes":"%%%"}""")]
    [InlineData("not JSON")]
    [InlineData("""{"bytes":"bm90IEpTT04="}""")]
    public async Task A_chunk_that_is_none_breaks_the_stream(string payload)
    {
        await using WireLlama wire = new(WireServer.Streaming(EventFrame.Chunk(First), EventFrame.ChunkPayload(payload)));

        var heard = await wire.StreamAsync();

        Assert.Equal("paid for", heard.Text);
        Assert.Equal((LlamaError.Interrupted, "paid for"), (heard.Error!.Error, heard.Error.PartialText));
        Assert.Equal(new(10, 2), heard.Error.PartialUsage);
    }

    [Fact]
    public async Task A_stream_without_a_single_frame_is_interrupted()
    {
        await using WireLlama wire = new(WireServer.Streaming());

        var heard = await wire.StreamAsync();

        Assert.Equal((LlamaError.Interrupted, true), (heard.Error!.Error, heard.Error.IsRetryable));
    }

    [Fact]
    public async Task A_part_without_bytes_says_nothing()
    {
        await using WireLlama wire = new(
            WireServer.Streaming(
                EventFrame.Chunk(First),
                EventFrame.ChunkPayload("""{"p":"abc"}"""),
                EventFrame.Chunk("""{"generation":"","stop_reason":"stop"}""")
            )
        );

        var heard = await wire.StreamAsync();

        Assert.Equal(("paid for", new(StopReason.Stop, new(10, 2)) { Region = LoopbackBedrock.Region }), (heard.Text, heard.Completed));
    }

    [Fact]
    public async Task An_answer_in_one_piece_that_needs_a_stream_breaks_like_one()
    {
        await using var wire = WireLlama.Chunks(First);

        var error = await Assert.ThrowsAnyAsync<LlamaException>(() =>
            wire.Llama.InvokeAsync(Emulator.Ask("Hi"), stop: ["STOP"], cancellationToken: TestContext.Current.CancellationToken)
        );

        Assert.Equal((LlamaError.Interrupted, "paid for"), (error.Error, error.PartialText));
    }
}

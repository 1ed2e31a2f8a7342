using Shared;

namespace Llama.Tests.Client;

public sealed class StopSequenceTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sequence_ends_the_answer_and_the_exchange()
    {
        await using var emulator = await Emulator.StartAsync(TimeSpan.FromMilliseconds(5));

        var heard = await Heard.ListenAsync(
            emulator.Llama.StreamAsync(Emulator.Ask("count to 2000"), new() { MaxGenLen = 2048 }, ["5 6"], cancellationToken: Cancelled)
        );

        Assert.Equal("1 2 3 4 ", heard.Text);
        Assert.Equal(StopReason.Stop, heard.Completed?.StopReason);
        Assert.InRange(heard.Completed!.Usage.CompletionTokens, 1, 20);
        await emulator.Journal.WhenAsync(invocation => invocation.ClientHungUp, Cancelled);
    }

    [Fact]
    public async Task An_answer_in_one_piece_ends_the_exchange_too()
    {
        await using var emulator = await Emulator.StartAsync(TimeSpan.FromMilliseconds(5));

        var answer = await emulator.Llama.InvokeAsync(
            Emulator.Ask("count to 2000"),
            new() { MaxGenLen = 2048 },
            ["7", "5 6"],
            cancellationToken: Cancelled
        );

        Assert.Equal(("1 2 3 4 ", StopReason.Stop), (answer.Text, answer.StopReason));
        var invocation = await emulator.Journal.WhenAsync(invocation => invocation.ClientHungUp, Cancelled);
        Assert.Equal("InvokeModelWithResponseStream", invocation.Operation);
    }

    [Fact]
    public async Task A_sequence_that_never_comes_changes_nothing()
    {
        await using var emulator = await Emulator.StartAsync();

        var answer = await emulator.Llama.InvokeAsync(Emulator.Ask("echo: one two STO"), stop: ["STOP"], cancellationToken: Cancelled);

        Assert.Equal(("one two STO", StopReason.Stop), (answer.Text, answer.StopReason));
        Assert.Equal(Tokenizer.Llama2.Count("one two STO"), answer.Usage.CompletionTokens);
    }

    [Fact]
    public async Task A_stop_sequence_split_over_chunks_is_found_and_no_part_of_it_is_returned()
    {
        await using var wire = WireLlama.Chunks(
            """{"generation":"one S","generation_token_count":1}""",
            """{"generation":"TO","generation_token_count":2}""",
            """{"generation":"P two","generation_token_count":3}""",
            """{"generation":"","stop_reason":"stop"}"""
        );

        var heard = await wire.StreamAsync(["STOP"]);

        Assert.Equal(["one "], heard.Texts);
        Assert.Equal(new(StopReason.Stop, new(0, 3)) { Region = LoopbackBedrock.Region }, heard.Completed);
    }

    [Fact]
    public async Task What_was_held_back_comes_with_the_last_chunk()
    {
        await using var wire = WireLlama.Chunks("""{"generation":"one S"}""", """{"generation":"TO","stop_reason":"length"}""");

        var heard = await wire.StreamAsync(["STOP"]);

        Assert.Equal(["one ", "STO"], heard.Texts);
        Assert.Equal(StopReason.Length, heard.Completed?.StopReason);
    }
}

using System.Net;
using LocalCloud.Bedrock.Faults;

namespace LocalCloud.Tests.Bedrock;

public sealed class StreamFaultTests
{
    [Fact]
    public async Task An_exception_frame_follows_the_chunks_before_it_and_ends_the_stream()
    {
        var stream = await StreamAsync(
            new()
            {
                Fault = FaultKind.FailMidStream,
                AfterChunks = 2,
                Exception = "throttlingException",
            }
        );

        Assert.Equal(["event", "event", "exception"], stream.Frames.Select(frame => frame.Headers[":message-type"]));
        Assert.Equal("throttlingException", stream.Frames[2].Headers[":exception-type"]);
        Assert.All(stream.Frames, frame => Assert.True(frame.IsIntact));
        Assert.False(stream.BrokeOff);
    }

    [Fact]
    public async Task A_stream_can_fail_before_its_first_chunk()
    {
        var stream = await StreamAsync(new() { Fault = FaultKind.FailMidStream, AfterChunks = 0 });

        Assert.Equal("modelStreamErrorException", Assert.Single(stream.Frames).Headers[":exception-type"]);
    }

    [Fact]
    public async Task A_cut_connection_breaks_off_after_its_chunks()
    {
        var stream = await StreamAsync(new() { Fault = FaultKind.CutMidStream, AfterChunks = 3 });

        Assert.True(stream.BrokeOff);
        Assert.Equal(3, stream.Frames.Count);
    }

    [Fact]
    public async Task A_truncated_frame_is_half_there_when_the_stream_ends_cleanly()
    {
        var stream = await StreamAsync(new() { Fault = FaultKind.TruncateFrame, AfterChunks = 2 });

        Assert.Equal(2, stream.Frames.Count);
        Assert.InRange(stream.Rest.Length, 20, 200);
        Assert.False(stream.BrokeOff);
    }

    [Fact]
    public async Task Without_its_last_chunk_a_stream_ends_cleanly_and_has_no_stop_reason()
    {
        var stream = await StreamAsync(new() { Fault = FaultKind.NoLastChunk });

        Assert.Equal("1 2 3 4 5 6 7 8 9", stream.Text);
        Assert.All(stream.Frames, frame => Assert.Null(frame.Chunk!["stop_reason"]));
        Assert.False(stream.BrokeOff);
    }

    [Fact]
    public async Task A_malformed_chunk_is_an_intact_frame_whose_bytes_are_no_json()
    {
        var stream = await StreamAsync(new() { Fault = FaultKind.MalformedChunk, AfterChunks = 1 });

        Assert.All(stream.Frames, frame => Assert.True(frame.IsIntact));
        Assert.Equal("""{"generation":""", stream.Frames[1].Inner);
        Assert.Equal("stop", (string?)stream.Frames[^1].Chunk!["stop_reason"]);
    }

    [Fact]
    public async Task A_bad_crc_spoils_one_frame()
    {
        var stream = await StreamAsync(new() { Fault = FaultKind.BadCrc, AfterChunks = 1 });

        Assert.Equal(1, Assert.Single(stream.Frames.Index(), frame => !frame.Item.IsIntact).Index);
    }

    [Fact]
    public async Task An_oversized_frame_announces_more_than_it_holds()
    {
        var stream = await StreamAsync(new() { Fault = FaultKind.OversizedFrame, AfterChunks = 1 });

        Assert.Single(stream.Frames);
        Assert.Equal([0x04, 0x00, 0x00, 0x00], stream.Rest[..4]);
    }

    [Fact]
    public async Task A_fault_of_streams_does_not_affect_buffered_answers()
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url);
        emulator.Faults.Add(new() { Fault = FaultKind.FailMidStream });

        using var response = await client.InvokeAsync(SignedClient.Body("Hello"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_slow_first_token_comes_in_the_end()
    {
        var stream = await StreamAsync(new() { Fault = FaultKind.SlowFirstToken, DelayMs = 30 });

        Assert.InRange((int)stream.Frames[^1].Chunk!["amazon-bedrock-invocationMetrics"]!["firstByteLatency"]!, 29, int.MaxValue);
        Assert.Equal("1 2 3 4 5 6 7 8 9", stream.Text);
    }

    [Fact]
    public async Task A_hanging_model_answers_nothing_until_the_client_gives_up()
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url);
        emulator.Faults.Add(new() { Fault = FaultKind.Hang, Times = 1 });

        var answer = client.InvokeAsync(SignedClient.Body("Hello"));
        while (emulator.Faults.All.Count > 0)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        client.Dispose();
        await Assert.ThrowsAnyAsync<Exception>(() => answer);
        var invocation = await emulator.Journal.WhenAsync(_ => true, TestContext.Current.CancellationToken);

        Assert.True(invocation.ClientHungUp);
        Assert.Equal(499, invocation.Status);
    }

    private static async Task<ReceivedStream> StreamAsync(FaultRule rule)
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url);
        emulator.Faults.Add(rule);

        return await client.ReadStreamAsync("count to 9");
    }
}

using System.Text;
using Shared;

namespace Llama.Tests.Client;

public sealed class StreamTests
{
    private const string First = """{"generation":"a","prompt_token_count":10,"generation_token_count":1,"stop_reason":null}""";
    private const string Empty = """{"generation":"","prompt_token_count":null,"generation_token_count":2,"stop_reason":null}""";
    private const string Second = """{"generation":"b","prompt_token_count":null,"generation_token_count":3,"stop_reason":null}""";
    private const string Stop =
        """{"generation":"","prompt_token_count":null,"generation_token_count":4,"stop_reason":"stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":10,"outputTokenCount":4}}""";
    private const string Length = """{"generation":"!","prompt_token_count":null,"generation_token_count":4,"stop_reason":"length"}""";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_comes_piece_by_piece_and_then_its_end()
    {
        await using var emulator = await Emulator.StartAsync();
        var dialog = Emulator.Ask("echo: Grüße, 日本 🦙!");

        var heard = await Heard.ListenAsync(emulator.Llama.StreamAsync(dialog, cancellationToken: Cancelled));

        Assert.Equal("Grüße, 日本 🦙!", heard.Text);
        Assert.True(heard.Texts.Count > 3);
        Assert.Equal(
            new(StopReason.Stop, new(PromptTemplate.Llama2.CountTokens(dialog), Tokenizer.Llama2.Count(heard.Text)))
            {
                Region = LoopbackBedrock.Region,
            },
            heard.Completed
        );
    }

    [Fact]
    public async Task Usage_grows_with_the_text_and_empty_chunks_say_nothing()
    {
        await using var wire = WireLlama.Chunks(First, Empty, Second, Stop);

        var heard = await wire.StreamAsync();

        Assert.Equal(["a", "b"], heard.Texts);
        Assert.Equal([new(10, 1), new(10, 3)], heard.Usages);
        Assert.Equal(new(StopReason.Stop, new(10, 4)) { Region = LoopbackBedrock.Region }, heard.Completed);
    }

    [Fact]
    public async Task The_last_chunk_may_have_text()
    {
        await using var wire = WireLlama.Chunks(First, Length);

        var heard = await wire.StreamAsync();

        Assert.Equal(["a", "!"], heard.Texts);
        Assert.Equal(new(StopReason.Length, new(10, 4)) { Region = LoopbackBedrock.Region }, heard.Completed);
    }

    [Fact]
    public async Task What_follows_the_last_chunk_is_not_waited_for()
    {
        await using WireLlama wire = new(
            WireServer.Streaming(
                EventFrame.Chunk(First),
                EventFrame.Chunk(Stop),
                EventFrame.Exception("internalServerException", "too late")
            )
        );

        var heard = await wire.StreamAsync();

        Assert.Equal(("a", null), (heard.Text, heard.Error));
        Assert.NotNull(heard.Completed);
    }

    [Fact]
    public async Task A_character_split_over_chunks_comes_whole()
    {
        await using var wire = WireLlama.Chunks(
            """{"generation":"x\ud83e"}""",
            """{"generation":"\udd99y"}""",
            """{"generation":"\ud83e","stop_reason":"length"}"""
        );

        var heard = await wire.StreamAsync();

        Assert.Equal(["x", "🦙y", "\ufffd"], heard.Texts);
    }

    [Fact]
    public async Task Chunks_pass_through_byte_for_byte()
    {
        await using var wire = WireLlama.Chunks(First, Empty, Stop);
        List<string> chunks = [];

        await foreach (var chunk in wire.Llama.StreamAsync("""{"prompt":"as it is"}"""u8.ToArray(), Cancelled))
        {
            chunks.Add(Encoding.UTF8.GetString(chunk.Utf8.Span));
        }

        Assert.Equal([First, Empty, Stop], chunks);
        Assert.Equal("""{"prompt":"as it is"}""", wire.Request.Body);
        Assert.Equal("/model/meta.llama2-13b-chat-v1/invoke-with-response-stream", wire.Request.Path);
    }

    [Fact]
    public async Task A_raw_stream_that_breaks_is_interrupted_too()
    {
        await using var wire = WireLlama.Chunks(First);
        List<string> chunks = [];

        var error = await Assert.ThrowsAnyAsync<LlamaException>(async () =>
        {
            await foreach (var chunk in wire.Llama.StreamAsync("{}"u8.ToArray(), Cancelled))
            {
                chunks.Add(Encoding.UTF8.GetString(chunk.Utf8.Span));
            }
        });

        Assert.Equal([First], chunks);
        Assert.Equal((LlamaError.Interrupted, "a"), (error.Error, error.PartialText));
    }
}

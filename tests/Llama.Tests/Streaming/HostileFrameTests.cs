using System.Text;
using Amazon.BedrockRuntime.Model;
using Llama.Regions;
using Llama.Streaming;
using Shared;

namespace Llama.Tests.Streaming;

/// <summary>
/// Streams from the model that are damaged or cut: the text before the damage is kept, nothing else is taken for text, and what is
/// thrown is a <see cref="LlamaException"/>.
/// </summary>
public class HostileFrameTests
{
    private const int Tries = 500;
    private const int AtOnce = 2;
    private const string Interrupted = "interrupted, with the text so far";
    private const string Text = "one two three";

    private static readonly byte[][] _frames =
    [
        EventFrame.Chunk("""{"generation":"one","prompt_token_count":10,"generation_token_count":1,"stop_reason":null}"""),
        EventFrame.Chunk("""{"generation":" two","prompt_token_count":null,"generation_token_count":2,"stop_reason":null}"""),
        EventFrame.Chunk("""{"generation":" three","prompt_token_count":null,"generation_token_count":3,"stop_reason":"stop"}"""),
    ];

    private static readonly byte[] _chunkHeaders =
    [
        .. EventFrame.Header(":message-type", "event"),
        .. EventFrame.Header(":event-type", "chunk"),
    ];

    private static readonly byte[] _valid = [.. _frames.SelectMany(frame => frame)];

    public static TheoryData<int> Seeds => HostileRun.Seeds;

    [Theory]
    [MemberData(nameof(Seeds))]
    public Task A_damaged_stream_keeps_the_text_before_the_damage(int seed)
    {
        Random random = new(seed);

        return new HostileRun("event streams of the model, with changed bytes").ForEachAsync(
            Enumerable.Range(0, Tries).Select(_ => (Bytes: HostileBytes.Changed(random, _valid), Piece: random.Next(1, 200))),
            AtOnce,
            async (input, _) =>
            {
                var unchanged = TextWithin(input.Bytes.AsSpan().CommonPrefixLength(_valid));

                var (text, failure) = await ReadAsync(new Pieces(input.Bytes, input.Piece));

                Assert.Equal(unchanged, text);
                Assert.Equal(failure is null, text == Text);
                Assert.True(failure is null || (failure.Error, failure.PartialText) == (LlamaError.Interrupted, text), $"{failure}");
                return failure is null ? "read, as the damage is behind the end" : Interrupted;
            }
        );
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public Task A_frame_of_any_form_is_read_or_interrupts_the_stream(int seed)
    {
        Random random = new(seed);

        return new HostileRun("frames with odd headers, lengths and payloads, and sound checksums").ForEachAsync(
            Enumerable
                .Range(0, Tries)
                .Select(_ => new Pieces([.. _frames[0], .. OddFrame(random), .. _frames[1], .. _frames[2]], random.Next(1, 200))),
            AtOnce,
            async (bytes, _) =>
            {
                var (text, failure) = await ReadAsync(bytes);

                Assert.StartsWith("one", text, StringComparison.Ordinal);
                Assert.True(failure is { Error: LlamaError.Interrupted } || text.EndsWith(" two three", StringComparison.Ordinal), text);
                return failure is null ? "read or ignored" : Interrupted;
            }
        );
    }

    [Fact]
    public Task A_stream_is_the_same_wherever_its_bytes_are_split() =>
        new HostileRun("event streams of the model, split at every byte").ForEachAsync(
            Enumerable.Range(1, _valid.Length),
            AtOnce,
            async (split, _) =>
            {
                Assert.Equal((Text, null), await ReadAsync(new Pieces(_valid, split)));
                return "read";
            }
        );

    [Fact]
    public Task A_stream_that_ends_at_any_byte_keeps_its_text() =>
        new HostileRun("event streams of the model, ended at every byte").ForEachAsync(
            Enumerable.Range(0, _valid.Length),
            AtOnce,
            async (end, _) =>
            {
                var whole =
                    end < _frames[0].Length ? ""
                    : end < _frames[0].Length + _frames[1].Length ? "one"
                    : "one two";

                var (text, failure) = await ReadAsync(new Pieces(_valid[..end], first: 100));

                Assert.Equal(whole, text);
                Assert.Equal((LlamaError.Interrupted, whole), (failure!.Error, failure.PartialText));
                return Interrupted;
            }
        );

    /// <summary>The text of the frames that end within so many bytes.</summary>
    private static string TextWithin(int bytes) =>
        bytes < _frames[0].Length ? ""
        : bytes < _frames[0].Length + _frames[1].Length ? "one"
        : bytes < _valid.Length ? "one two"
        : Text;

    private static byte[] OddFrame(Random random)
    {
        byte[] headers =
        [
            .. random.Next(2) == 0 ? [] : _chunkHeaders,
            .. Enumerable.Range(0, random.Next(4)).SelectMany(_ => OddHeader(random)),
        ];
        var payload = random.Next(4) switch
        {
            0 => HostileBytes.Any(random, random.Next(60)),
            1 => HostileBytes.Changed(random, """{"bytes":"eyJnZW5lcmF0aW9uIjoieCJ9"}"""u8.ToArray()),
            2 => """{"bytes":"e30="}"""u8.ToArray(),
            _ => """{"message":"why"}"""u8.ToArray(),
        };

        return random.Next(6) switch
        {
            0 => EventFrame.Raw(headers, payload, longer: random.Next(-40, 40)),
            1 => EventFrame.Raw(headers, payload, longer: random.Next(1_000_000)),
            2 => EventFrame.Raw(headers, payload, moreHeaders: random.Next(-20, 40)),
            _ => EventFrame.Raw(headers, payload),
        };
    }

    private static byte[] OddHeader(Random random)
    {
        string[] names = [":message-type", ":event-type", ":exception-type", ":content-type", ":error-code", "", "x"];
        string[] values = ["event", "exception", "error", "chunk", "initial-response", "throttlingException", "unknownException", ""];
        var header = EventFrame.Header(names[random.Next(names.Length)], values[random.Next(values.Length)]);

        return random.Next(4) switch
        {
            0 => HostileBytes.Changed(random, header),
            1 => HostileBytes.Any(random, random.Next(1, 20)),
            _ => header,
        };
    }

    private static async Task<(string Text, LlamaException? Failure)> ReadAsync(Stream bytes)
    {
        StringBuilder text = new();
        GenerationStream answer = new([], isGuarded: false);
        try
        {
            await using var chunks = ChunksAsync(bytes).GetAsyncEnumerator();
            while (!answer.IsWhole && await answer.MoveNextAsync(chunks))
            {
                text.Append(answer.Take(chunks.Current)?.Value);
            }

            return (text.Append(answer.Rest()?.Value).ToString(), null);
        }
        catch (LlamaException failure)
        {
            return (text.ToString(), failure);
        }
    }

    private static async IAsyncEnumerable<Served<ReadOnlyMemory<byte>>> ChunksAsync(Stream bytes)
    {
        InvokeModelWithResponseStreamResponse response = new() { Body = new ResponseStream(bytes) };
        FirstByteLimit limit = new(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
        await using var stream = await ChunkStream.OpenAsync(Task.FromResult(response), limit, CancellationToken.None);
        do
        {
            yield return new(stream.Current, "us-east-1");
        } while (await stream.MoveNextAsync());
    }

    /// <summary>Bytes that arrive in two pieces.</summary>
    private sealed class Pieces(byte[] bytes, int first) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Allowed(count));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            base.ReadAsync(buffer, offset, Allowed(count), cancellationToken);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Allowed(buffer.Length)], cancellationToken);

        private int Allowed(int count) => Position < first ? (int)Math.Min(count, first - Position) : count;
    }
}

using System.Text;
using LocalCloud.Bedrock.Wire;

namespace LocalCloud.Tests.Bedrock;

public sealed class EventStreamFrameTests
{
    [Fact]
    public void The_checksum_is_the_one_with_the_well_known_check_value() => Assert.Equal(0xCBF43926, Crc32.Of("123456789"u8));

    [Fact]
    public void The_smallest_frame_is_sixteen_bytes_known_from_the_format() =>
        Assert.Equal("000000100000000005C248EB7D98C8FF", Convert.ToHexString(EventStreamFrame.Encode([], [])));

    [Fact]
    public void A_frame_with_a_payload_only_is_the_one_known_from_the_format() =>
        Assert.Equal(
            "0000001D00000000FD528C5A" + Convert.ToHexString("{'foo':'bar'}"u8) + "C3653936",
            Convert.ToHexString(EventStreamFrame.Encode([], "{'foo':'bar'}"u8))
        );

    [Fact]
    public void A_chunk_carries_the_models_json_and_padding()
    {
        var frame = ReceivedFrame.Read(EventStreamFrame.Chunk("""{"generation":"é"}"""u8));

        Assert.True(frame.IsIntact);
        Assert.Equal(
            ("event", "chunk", "application/json"),
            (frame.Headers[":message-type"], frame.Headers[":event-type"], frame.Headers[":content-type"])
        );
        Assert.Equal("""{"generation":"é"}""", frame.Inner);
        Assert.Contains("\"p\":\"abc", frame.Payload);
    }

    [Fact]
    public void An_exception_carries_its_type_and_message()
    {
        var frame = ReceivedFrame.Read(EventStreamFrame.Exception("modelTimeoutException", "Too \"slow\"."));

        Assert.Equal(("exception", "modelTimeoutException"), (frame.Headers[":message-type"], frame.Headers[":exception-type"]));
        Assert.Equal("{\"message\":\"Too \\u0022slow\\u0022.\"}", frame.Payload);
        Assert.Equal(frame.Payload.Length, Encoding.UTF8.GetByteCount(frame.Payload));
    }
}

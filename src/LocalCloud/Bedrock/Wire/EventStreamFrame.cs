using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace LocalCloud.Bedrock.Wire;

/// <summary>application/vnd.amazon.eventstream: lengths, their CRC, headers, payload, CRC of the whole frame; big-endian.</summary>
internal static class EventStreamFrame
{
    private const int PreludeLength = 12;
    private const int CrcLength = 4;
    private const byte StringType = 7;
    private const string Padding = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    /// <summary>A chunk of the model's JSON. Its padding hides the text's length from observers of the connection.</summary>
    public static byte[] Chunk(ReadOnlySpan<byte> modelJson)
    {
        var padding = Padding[..(modelJson.Length % Padding.Length)];

        return Event("chunk", Encoding.UTF8.GetBytes($$"""{"bytes":"{{Convert.ToBase64String(modelJson)}}","p":"{{padding}}"}"""));
    }

    /// <summary>An event with a payload of JSON.</summary>
    public static byte[] Event(string type, ReadOnlySpan<byte> json) =>
        Encode([(":event-type", type), (":content-type", "application/json"), (":message-type", "event")], json);

    public static byte[] Exception(string exceptionType, string message) =>
        Encode(
            [(":exception-type", exceptionType), (":content-type", "application/json"), (":message-type", "exception")],
            JsonSerializer.SerializeToUtf8Bytes(new BedrockErrorBody(message), BedrockJson.Default.BedrockErrorBody)
        );

    public static byte[] Encode(IEnumerable<(string Name, string Value)> headers, ReadOnlySpan<byte> payload)
    {
        var encodedHeaders = headers.SelectMany(Header).ToArray();
        var frame = new byte[PreludeLength + encodedHeaders.Length + payload.Length + CrcLength];

        Prelude(frame.Length, encodedHeaders.Length).CopyTo(frame, 0);
        encodedHeaders.CopyTo(frame, PreludeLength);
        payload.CopyTo(frame.AsSpan(PreludeLength + encodedHeaders.Length));
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(^CrcLength..), Crc32.Of(frame.AsSpan(..^CrcLength)));

        return frame;
    }

    public static byte[] Prelude(int totalLength, int headersLength)
    {
        var prelude = new byte[PreludeLength];
        BinaryPrimitives.WriteInt32BigEndian(prelude, totalLength);
        BinaryPrimitives.WriteInt32BigEndian(prelude.AsSpan(4), headersLength);
        BinaryPrimitives.WriteUInt32BigEndian(prelude.AsSpan(8), Crc32.Of(prelude.AsSpan(..8)));

        return prelude;
    }

    private static byte[] Header((string Name, string Value) header)
    {
        var name = Encoding.UTF8.GetBytes(header.Name);
        var value = Encoding.UTF8.GetBytes(header.Value);

        return [(byte)name.Length, .. name, StringType, (byte)(value.Length >> 8), (byte)value.Length, .. value];
    }
}

using System.Buffers.Binary;
using System.Text;

namespace Shared;

/// <summary>Encodes application/vnd.amazon.eventstream independently of the SDK.</summary>
internal static class EventFrame
{
    public static byte[] Chunk(string json) =>
        ChunkPayload($$"""{"p":"abc","bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(json))}}"}""");

    public static byte[] Exception(string type, string message) => ExceptionPayload(type, $$"""{"message":"{{message}}"}""");

    /// <summary>A chunk whose payload is anything at all.</summary>
    public static byte[] ChunkPayload(string payload) => Encode(payload, (":message-type", "event"), (":event-type", "chunk"));

    public static byte[] ExceptionPayload(string type, string payload) =>
        Encode(payload, (":message-type", "exception"), (":exception-type", type));

    /// <summary>A header with a text as its value.</summary>
    public static byte[] Header(string name, string value) =>
        [
            (byte)name.Length,
            .. Encoding.UTF8.GetBytes(name),
            7,
            .. BigEndian((ushort)Encoding.UTF8.GetByteCount(value)),
            .. Encoding.UTF8.GetBytes(value),
        ];

    /// <summary>A frame of any headers and any payload, with sound checksums.</summary>
    /// <param name="headers">The headers' bytes.</param>
    /// <param name="payload">The payload's bytes.</param>
    /// <param name="longer">How much more than there is the frame claims to have.</param>
    /// <param name="moreHeaders">How much more than there is the headers claim to have.</param>
    public static byte[] Raw(byte[] headers, byte[] payload, int longer = 0, int moreHeaders = 0)
    {
        var length = (uint)(headers.Length + payload.Length + 16 + longer);
        byte[] prelude = [.. Number(length), .. Number((uint)(headers.Length + moreHeaders))];
        byte[] frame = [.. prelude, .. Number(Crc32(prelude)), .. headers, .. payload];

        return [.. frame, .. Number(Crc32(frame))];
    }

    private static byte[] Encode(string payload, params (string Name, string Value)[] headers) =>
        Raw([.. headers.SelectMany(header => Header(header.Name, header.Value))], Encoding.UTF8.GetBytes(payload));

    private static byte[] BigEndian(ushort value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Number(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
            }
        }

        return ~crc;
    }
}

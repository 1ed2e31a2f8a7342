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

    private static byte[] Encode(string payload, params (string Name, string Value)[] headers)
    {
        byte[] head =
        [
            .. headers.SelectMany(header =>
                (byte[])
                    [
                        (byte)header.Name.Length,
                        .. Encoding.UTF8.GetBytes(header.Name),
                        7,
                        0,
                        (byte)header.Value.Length,
                        .. Encoding.UTF8.GetBytes(header.Value),
                    ]
            ),
        ];
        var body = Encoding.UTF8.GetBytes(payload);

        byte[] prelude = [.. Number((uint)(head.Length + body.Length + 16)), .. Number((uint)head.Length)];
        byte[] frame = [.. prelude, .. Number(Crc32(prelude)), .. head, .. body];
        return [.. frame, .. Number(Crc32(frame))];
    }

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

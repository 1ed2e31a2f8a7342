using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace LocalCloud.Tests.Bedrock;

/// <summary>An event stream taken apart by a reader of its own, as far as it could be read.</summary>
internal sealed record ReceivedStream(IReadOnlyList<ReceivedFrame> Frames, byte[] Rest, bool BrokeOff)
{
    public string Text =>
        string.Concat(
            Frames.Where(frame => frame.Headers[":message-type"] == "event").Select(frame => (string?)frame.Chunk!["generation"])
        );

    /// <param name="stream">What arrives.</param>
    /// <param name="begun">Called when the first of it has.</param>
    public static async Task<ReceivedStream> ReadAsync(Stream stream, Action? begun = null)
    {
        using MemoryStream received = new();
        var brokeOff = false;
        try
        {
            var first = new byte[1];
            received.Write(first, 0, await stream.ReadAsync(first, TestContext.Current.CancellationToken));
            begun?.Invoke();
            await stream.CopyToAsync(received, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            brokeOff = true;
        }

        var rest = received.ToArray();
        List<ReceivedFrame> frames = new();
        while (rest.Length >= 12 && BinaryPrimitives.ReadInt32BigEndian(rest) is var length && length <= rest.Length)
        {
            frames.Add(ReceivedFrame.Read(rest[..length]));
            rest = rest[length..];
        }

        return new(frames, rest, brokeOff);
    }
}

internal sealed record ReceivedFrame(IReadOnlyDictionary<string, string> Headers, string Payload, bool IsIntact)
{
    public string Inner => Encoding.UTF8.GetString(Convert.FromBase64String((string)JsonNode.Parse(Payload)!["bytes"]!));

    public JsonNode? Chunk => JsonNode.Parse(Inner);

    public static ReceivedFrame Read(byte[] frame)
    {
        var headersEnd = 12 + BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(4));
        Dictionary<string, string> headers = new();
        for (var at = 12; at < headersEnd; )
        {
            var name = Encoding.UTF8.GetString(frame, at + 1, frame[at]);
            at += 2 + frame[at];
            var length = BinaryPrimitives.ReadInt16BigEndian(frame.AsSpan(at));
            headers.Add(name, Encoding.UTF8.GetString(frame, at + 2, length));
            at += 2 + length;
        }

        var intact =
            Crc(frame[..8]) == BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(8))
            && Crc(frame[..^4]) == BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(frame.Length - 4));

        return new(headers, Encoding.UTF8.GetString(frame[headersEnd..^4]), intact);
    }

    /// <summary>Bit by bit, so that it shares nothing with the table it checks.</summary>
    private static uint Crc(byte[] bytes) =>
        ~bytes.Aggregate(
            uint.MaxValue,
            (crc, b) => Enumerable.Range(0, 8).Aggregate(crc ^ b, (value, _) => (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xEDB88320)
        );
}

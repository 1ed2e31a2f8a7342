using System.Text.Json;
using Amazon.BedrockRuntime.Model;

namespace Amazon.BedrockRuntime.Internal;

/// <summary>Reads <c>{"bytes": "base64", "p": "padding"}</c>; keys other than <c>bytes</c> carry nothing.</summary>
internal static class ChunkPayload
{
    public static PayloadPart Read(ReadOnlySpan<byte> json)
    {
        PayloadPart part = new();
        Utf8JsonReader reader = new(json);
        reader.Read();

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isBytes = reader.ValueTextEquals("bytes"u8);
            reader.Read();
            if (isBytes && reader.TokenType == JsonTokenType.String)
            {
                part.Bytes = Visible(reader.GetBytesFromBase64());
            }
            else
            {
                reader.Skip();
            }
        }

        return part;
    }

    private static MemoryStream Visible(byte[] bytes) => new(bytes, 0, bytes.Length, writable: true, publiclyVisible: true);
}

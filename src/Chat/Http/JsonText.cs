using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Chat.Http;

internal static class JsonText
{
    /// <summary>Writes characters without unnecessary escapes. Safe here, because the JSON is never embedded in HTML.</summary>
    public static JsonWriterOptions Readable { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Utf8(JsonNode node) => Utf8(node, static (json, node) => node.WriteTo(json));

    public static byte[] Utf8<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter json = new(bytes, Readable))
        {
            write(json, value);
        }

        return bytes.WrittenSpan.ToArray();
    }
}

using System.Buffers;
using System.Text.Json;

namespace LocalCloud.Bedrock.Wire;

/// <summary>Bodies and events as Bedrock sends them: JSON objects.</summary>
internal static class WireJson
{
    public static byte[] Object(Action<Utf8JsonWriter> members)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}

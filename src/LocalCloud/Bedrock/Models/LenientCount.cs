using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalCloud.Bedrock.Models;

/// <summary>Reads a number of tokens. Some servers send 11.0 for 11; any other value is ignored, so that the answer is not lost.</summary>
internal sealed class LenientCount : JsonConverter<int?>
{
    public override int? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var count) && count is >= 0 and <= int.MaxValue)
        {
            return (int)count;
        }

        reader.Skip();
        return null;
    }

    public override void Write(Utf8JsonWriter writer, int? value, JsonSerializerOptions options) => throw new NotSupportedException();
}

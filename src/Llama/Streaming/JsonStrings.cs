using System.Text.Json;

namespace Llama.Streaming;

internal static class JsonStrings
{
    /// <summary>Moves to a property's value, which must be a string or null.</summary>
    /// <returns>Whether it is a string.</returns>
    /// <exception cref="JsonException">The value has another type.</exception>
    public static bool Read(ref Utf8JsonReader reader) =>
        reader.Read()
        && reader.TokenType switch
        {
            JsonTokenType.String => true,
            JsonTokenType.Null => false,
            _ => throw new JsonException("A string was expected."),
        };
}

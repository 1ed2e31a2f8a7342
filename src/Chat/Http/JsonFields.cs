using System.Text;
using System.Text.Json;

namespace Chat.Http;

/// <summary>Reads fields that may be missing or null. An error for a wrong type names the field.</summary>
internal static class JsonFields
{
    public static JsonElement? Optional(this JsonElement parent, string name, JsonValueKind kind, string? path = null) =>
        !parent.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == kind ? value
        : throw ProblemException.Invalid(path is null ? name : $"{path}.{name}", $"must be {Article(kind)}");

    public static bool? OptionalBoolean(this JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) ? Boolean(name, value) : null;

    public static bool? Boolean(this JsonProperty field) => Boolean(field.Name, field.Value);

    private static bool? Boolean(string name, JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Null => null,
            _ => throw ProblemException.Invalid(name, "must be true or false"),
        };

    /// <summary>Reads a text of limited length; null if it is empty or null.</summary>
    public static string? Text(this JsonProperty field, int maxBytes) =>
        field.Value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => field.Value.GetString() switch
            {
                null or "" => null,
                var text when Encoding.UTF8.GetByteCount(text) <= maxBytes => text,
                _ => throw ProblemException.Invalid(field.Name, $"must have at most {maxBytes} bytes"),
            },
            _ => throw ProblemException.Invalid(field.Name, "must be a string"),
        };

    private static string Article(JsonValueKind kind) =>
        kind switch
        {
            JsonValueKind.Array => "an array",
            JsonValueKind.Object => "an object",
            _ => $"a {kind.ToString().ToLowerInvariant()}",
        };
}

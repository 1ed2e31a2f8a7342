using System.Text.Json;

namespace Chat.Http;

/// <summary>Reads fields that may be missing or null, and refuses those of a wrong type by name.</summary>
internal static class JsonFields
{
    public static JsonElement? Optional(this JsonElement parent, string name, JsonValueKind kind, string? path = null) =>
        !parent.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == kind ? value
        : throw ProblemException.Invalid(path is null ? name : $"{path}.{name}", $"must be {Article(kind)}");

    public static bool? OptionalBoolean(this JsonElement parent, string name) =>
        !parent.TryGetProperty(name, out var value) ? null
        : value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Null => null,
            _ => throw ProblemException.Invalid(name, "must be true or false"),
        };

    private static string Article(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Array => "an array",
        JsonValueKind.Object => "an object",
        _ => $"a {kind.ToString().ToLowerInvariant()}",
    };
}

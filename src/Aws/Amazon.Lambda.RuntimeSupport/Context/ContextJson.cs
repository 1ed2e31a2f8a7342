using System.Text.Json;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Reads the optional texts of the JSON that Lambda puts into headers.</summary>
internal static class ContextJson
{
    public static string? Text(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static Dictionary<string, string>? Texts(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var values) && values.ValueKind == JsonValueKind.Object
            ? values.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.ToString())
            : null;
}

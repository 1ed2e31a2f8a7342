using System.Text.Json;

namespace Infra.Settings;

/// <summary>What the CDK CLI hands to its app: -c options and cdk.json, as JSON in the environment.</summary>
internal static class CdkContext
{
    /// <summary>The context by key; a list becomes its items with commas between.</summary>
    public static IReadOnlyDictionary<string, string> Read(Func<string, string?> environment)
    {
        Dictionary<string, string> values = [];
        Add(values, environment("CDK_CONTEXT_JSON"));

        // What does not fit an environment variable comes in a file.
        Add(values, environment("CONTEXT_OVERFLOW_LOCATION_ENV") is { Length: > 0 } file ? File.ReadAllText(file) : null);
        return values;
    }

    private static void Add(Dictionary<string, string> values, string? json)
    {
        if (string.IsNullOrEmpty(json))
        {
            return;
        }

        using var document = JsonDocument.Parse(json);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            values[property.Name] = Text(property.Value);
        }
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Null => "",
        JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(Text)),
        _ => value.GetRawText(),
    };
}

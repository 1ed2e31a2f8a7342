using System.Text.Json;

namespace Infra.Settings;

/// <summary>Reads the CDK CLI's context (-c options and cdk.json) from the environment, where it is JSON.</summary>
internal static class CdkContext
{
    /// <summary>The context by key; lists become comma-separated values.</summary>
    public static IReadOnlyDictionary<string, string> Read(Func<string, string?> environment)
    {
        Dictionary<string, string> values = [];
        Add(values, environment("CDK_CONTEXT_JSON"));

        // The CLI uses a file if the context is too large for an environment variable.
        Add(values, environment("CONTEXT_OVERFLOW_LOCATION_ENV") is { Length: > 0 } file ? File.ReadAllText(file) : null);
        return values;
    }

    /// <summary>The values in a file, or in one object of it; empty if it does not exist.</summary>
    /// <exception cref="InvalidContextException">Not a JSON object.</exception>
    public static Dictionary<string, string> ReadFile(string file, string? member = null)
    {
        Dictionary<string, string> values = [];
        try
        {
            using var document = File.Exists(file)
                ? JsonDocument.Parse(File.ReadAllText(file), new() { CommentHandling = JsonCommentHandling.Skip })
                : null;
            var found = document?.RootElement;
            if (member is not null)
            {
                found = found?.TryGetProperty(member, out var inner) == true ? inner : null;
            }

            foreach (var property in found?.EnumerateObject() ?? default)
            {
                values[property.Name] = Text(property.Value);
            }
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            throw new InvalidContextException(Path.GetFileName(file), "", $"{file} is no JSON object of settings: {malformed.Message}");
        }

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

    private static string Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Null => "",
            JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(Text)),
            _ => value.GetRawText(),
        };
}

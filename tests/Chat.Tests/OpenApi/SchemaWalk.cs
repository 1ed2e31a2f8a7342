using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Chat.Tests.OpenApi;

/// <summary>
/// Compares JSON with a schema of the document. Stricter than a client should be: a member that the schema does not
/// name is a complaint, and so is a keyword of the schema's that is not checked.
/// </summary>
internal static class SchemaWalk
{
    public static IEnumerable<string> Complaints(JsonNode? value, JsonNode schema, string at = "$") =>
        schema.AsObject().SelectMany(keyword => Complaints(value, schema, keyword.Key, keyword.Value!, at));

    private static IEnumerable<string> Complaints(JsonNode? value, JsonNode schema, string keyword, JsonNode rule, string at) =>
        keyword switch
        {
            "$ref" => Complaints(value, ApiDocument.Target(rule.GetValue<string>()), at),
            "anyOf" => AnyOf(value, rule.AsArray(), at),
            "properties" => Properties(value, rule, schema["additionalProperties"]?.GetValue<bool>() ?? false, at),
            "items" => (value as JsonArray ?? []).SelectMany((item, index) => Complaints(item, rule, $"{at}[{index}]")),
            "required" => value is JsonObject item
                ? rule.AsArray().Select(Text).Where(name => !item.ContainsKey(name)).Select(name => $"{at}.{name} is missing")
                : [],
            "additionalProperties" or "description" or "default" or "examples" or "contentMediaType" or "contentSchema" => [],
            _ => Holds(value, keyword, rule) ? [] : [$"{at} is {value?.ToJsonString() ?? "null"}, but {keyword} is {rule.ToJsonString()}"],
        };

    private static IEnumerable<string> AnyOf(JsonNode? value, JsonArray schemas, string at)
    {
        var complaints = schemas.Select(schema => Complaints(value, schema!, at).ToList()).ToList();

        return complaints.Exists(list => list.Count == 0) ? [] : complaints.SelectMany(list => list);
    }

    private static IEnumerable<string> Properties(JsonNode? value, JsonNode known, bool isOpen, string at) =>
        (value as JsonObject ?? []).SelectMany(member =>
            known[member.Key] is { } schema ? Complaints(member.Value, schema, $"{at}.{member.Key}")
            : isOpen ? []
            : [$"{at}.{member.Key} is not described"]
        );

    private static bool Holds(JsonNode? value, string keyword, JsonNode rule) =>
        keyword switch
        {
            "type" => (rule as JsonArray ?? [rule.DeepClone()]).Select(Text).Intersect(Types(value)).Any(),
            "const" => JsonNode.DeepEquals(value, rule),
            "enum" => rule.AsArray().Any(item => JsonNode.DeepEquals(value, item)),
            "minimum" => !IsNumber(value, out var number) || number >= rule.GetValue<decimal>(),
            "maximum" => !IsNumber(value, out var number) || number <= rule.GetValue<decimal>(),
            "minLength" => !IsString(value, out var text) || text.Length >= rule.GetValue<int>(),
            "maxLength" => !IsString(value, out var text) || text.Length <= rule.GetValue<int>(),
            "minItems" => value is not JsonArray list || list.Count >= rule.GetValue<int>(),
            "maxItems" => value is not JsonArray list || list.Count <= rule.GetValue<int>(),
            "pattern" => !IsString(value, out var text) || Regex.IsMatch(text, Text(rule)),
            "format" => !IsString(value, out var text) || IsOf(Text(rule), text),
            _ => throw new NotSupportedException($"The walk knows no keyword {keyword}."),
        };

    private static string[] Types(JsonNode? value) =>
        value?.GetValueKind() switch
        {
            null => ["null"],
            JsonValueKind.True or JsonValueKind.False => ["boolean"],
            JsonValueKind.Number => decimal.IsInteger(value.GetValue<decimal>()) ? ["integer", "number"] : ["number"],
            var kind => [kind.Value.ToString().ToLowerInvariant()],
        };

    private static bool IsOf(string format, string text) =>
        format switch
        {
            "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
            "date-time" => DateTimeOffset.TryParseExact(
                text,
                "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out _
            ),
            "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
            _ => throw new NotSupportedException($"The walk knows no format {format}."),
        };

    private static bool IsNumber(JsonNode? value, out decimal number)
    {
        number = value?.GetValueKind() == JsonValueKind.Number ? value.GetValue<decimal>() : 0;

        return value?.GetValueKind() == JsonValueKind.Number;
    }

    private static bool IsString(JsonNode? value, out string text)
    {
        text = value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";

        return value?.GetValueKind() == JsonValueKind.String;
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}

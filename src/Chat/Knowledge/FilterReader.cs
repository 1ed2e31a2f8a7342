using System.Text.Json;
using Amazon.BedrockAgentRuntime.Model;
using Amazon.Runtime.Documents;
using Chat.Http;

namespace Chat.Knowledge;

/// <summary>Reads Bedrock's filter document: one condition, or <c>andAll</c> or <c>orAll</c> with at least two.</summary>
internal static class FilterReader
{
    private const string Operators =
        "equals, notEquals, greaterThan, greaterThanOrEquals, lessThan, lessThanOrEquals, in, notIn, startsWith, stringContains, listContains, andAll or orAll";

    private const int ShownLength = 64;

    /// <param name="json">The condition.</param>
    /// <param name="path">The field's path, for the error.</param>
    /// <exception cref="ProblemException">Names the wrong part of the condition and the allowed values.</exception>
    public static RetrievalFilter Read(JsonElement json, string path)
    {
        if (json.ValueKind != JsonValueKind.Object || json.EnumerateObject().Count() != 1)
        {
            throw ProblemException.Invalid(path, $"must be an object with exactly one of {Operators}");
        }

        var condition = json.EnumerateObject().First();
        var (value, at) = (condition.Value, $"{path}.{condition.Name}");
        return condition.Name switch
        {
            "equals" => new() { Equals = Attribute(value, at, Scalar) },
            "notEquals" => new() { NotEquals = Attribute(value, at, Scalar) },
            "greaterThan" => new() { GreaterThan = Attribute(value, at, Number) },
            "greaterThanOrEquals" => new() { GreaterThanOrEquals = Attribute(value, at, Number) },
            "lessThan" => new() { LessThan = Attribute(value, at, Number) },
            "lessThanOrEquals" => new() { LessThanOrEquals = Attribute(value, at, Number) },
            "in" => new() { In = Attribute(value, at, List) },
            "notIn" => new() { NotIn = Attribute(value, at, List) },
            "startsWith" => new() { StartsWith = Attribute(value, at, Text) },
            "stringContains" => new() { StringContains = Attribute(value, at, Text) },
            "listContains" => new() { ListContains = Attribute(value, at, Text) },
            "andAll" => new() { AndAll = All(value, at) },
            "orAll" => new() { OrAll = All(value, at) },
            _ => throw ProblemException.Invalid(at, $"is not a condition; use {Operators}"),
        };
    }

    /// <summary>A value, shortened for an error message.</summary>
    public static string Shown(JsonElement value) =>
        value.GetRawText() is { Length: <= ShownLength } text ? text : $"{value.GetRawText().AsSpan(0, ShownLength - 3)}...";

    private static List<RetrievalFilter> All(JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() >= 2
            ? [.. value.EnumerateArray().Select((item, index) => Read(item, $"{path}[{index}]"))]
            : throw ProblemException.Invalid(path, "must be an array of at least two conditions");

    private static FilterAttribute Attribute(JsonElement json, string path, Func<JsonElement, string, Document> read)
    {
        if (json.ValueKind != JsonValueKind.Object || json.EnumerateObject().Any(field => field.Name is not ("key" or "value")))
        {
            throw ProblemException.Invalid(path, "must be an object with key and value");
        }

        var key = json.Optional("key", JsonValueKind.String, path)?.GetString();
        return string.IsNullOrEmpty(key) ? throw ProblemException.Invalid($"{path}.key", "is required")
            : json.TryGetProperty("value", out var value) ? new() { Key = key, Value = read(value, $"{path}.value") }
            : throw ProblemException.Invalid($"{path}.value", "is required");
    }

    private static Document Scalar(JsonElement value, string path) =>
        value.ValueKind switch
        {
            JsonValueKind.String => new(value.GetString()),
            JsonValueKind.True or JsonValueKind.False => new(value.GetBoolean()),
            JsonValueKind.Number => Number(value, path),
            _ => throw ProblemException.Invalid(path, $"must be a string, a number or a boolean, not {Shown(value)}"),
        };

    private static Document Number(JsonElement value, string path) =>
        value.ValueKind != JsonValueKind.Number ? throw ProblemException.Invalid(path, $"must be a number, not {Shown(value)}")
        : value.TryGetInt64(out var whole) ? new(whole)
        : value.TryGetDouble(out var number) && double.IsFinite(number) ? new(number)
        : throw ProblemException.Invalid(path, $"is out of range: {Shown(value)}");

    private static Document Text(JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.String
            ? new(value.GetString())
            : throw ProblemException.Invalid(path, $"must be a string, not {Shown(value)}");

    private static Document List(JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0
            ? new(value.EnumerateArray().Select((item, index) => Scalar(item, $"{path}[{index}]")).ToList())
            : throw ProblemException.Invalid(path, $"must be an array that is not empty, not {Shown(value)}");
}

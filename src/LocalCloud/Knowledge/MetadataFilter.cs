using System.Text.Json;
using LocalCloud.Bedrock.Wire;

namespace LocalCloud.Knowledge;

/// <summary>
/// Bedrock's RetrievalFilter as a condition on metadata. A missing key only meets notEquals and notIn.
/// </summary>
internal static class MetadataFilter
{
    /// <exception cref="BedrockException">The filter is not valid.</exception>
    public static Func<IReadOnlyDictionary<string, JsonElement>, bool> Parse(JsonElement filter)
    {
        if (filter.ValueKind != JsonValueKind.Object || filter.EnumerateObject().Count() != 1)
        {
            throw Invalid("a filter has exactly one operator");
        }

        var (name, operand) = filter.EnumerateObject().Select(member => (member.Name, member.Value)).Single();
        return name switch
        {
            "andAll" => All(operand) is var all ? metadata => all.All(condition => condition(metadata)) : null!,
            "orAll" => All(operand) is var any ? metadata => any.Any(condition => condition(metadata)) : null!,
            "equals" => Attribute(operand, (value, wanted) => Same(value, wanted)),
            "notEquals" => Attribute(operand, (value, wanted) => !Same(value, wanted), whenMissing: true),
            "greaterThan" => Number(operand, (value, wanted) => value > wanted),
            "greaterThanOrEquals" => Number(operand, (value, wanted) => value >= wanted),
            "lessThan" => Number(operand, (value, wanted) => value < wanted),
            "lessThanOrEquals" => Number(operand, (value, wanted) => value <= wanted),
            "in" => Among(operand, isIn: true),
            "notIn" => Among(operand, isIn: false),
            "startsWith" => Text(operand, (value, wanted) => value.StartsWith(wanted, StringComparison.Ordinal)),
            "stringContains" => Attribute(
                operand,
                JsonValueKind.String,
                (value, wanted) => Texts(value).Any(text => text.Contains(wanted.GetString()!, StringComparison.Ordinal))
            ),
            "listContains" => Attribute(
                operand,
                JsonValueKind.String,
                (value, wanted) => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().Any(item => Same(item, wanted))
            ),
            _ => throw Invalid($"'{name}' is no operator"),
        };
    }

    private static IReadOnlyList<Func<IReadOnlyDictionary<string, JsonElement>, bool>> All(JsonElement filters) =>
        filters.ValueKind == JsonValueKind.Array && filters.GetArrayLength() >= 2
            ? [.. filters.EnumerateArray().Select(Parse)]
            : throw Invalid("andAll and orAll have at least two filters");

    private static Func<IReadOnlyDictionary<string, JsonElement>, bool> Attribute(
        JsonElement operand,
        Func<JsonElement, JsonElement, bool> meets,
        bool whenMissing = false
    )
    {
        if (
            operand.ValueKind != JsonValueKind.Object
            || !operand.TryGetProperty("key", out var key)
            || key.ValueKind != JsonValueKind.String
            || !operand.TryGetProperty("value", out var wanted)
        )
        {
            throw Invalid("an operator has a key and a value");
        }

        // Copied, because the request's document is disposed before the condition is evaluated.
        var (name, own) = (key.GetString()!, wanted.Clone());
        return metadata => metadata.TryGetValue(name, out var value) ? meets(value, own) : whenMissing;
    }

    private static Func<IReadOnlyDictionary<string, JsonElement>, bool> Attribute(
        JsonElement operand,
        JsonValueKind kind,
        Func<JsonElement, JsonElement, bool> meets,
        bool whenMissing = false
    )
    {
        var condition = Attribute(operand, meets, whenMissing);

        return operand.GetProperty("value").ValueKind == kind ? condition : throw Invalid($"the value must be of type {kind}");
    }

    private static Func<IReadOnlyDictionary<string, JsonElement>, bool> Number(JsonElement operand, Func<double, double, bool> meets) =>
        Attribute(
            operand,
            JsonValueKind.Number,
            (value, wanted) => value.ValueKind == JsonValueKind.Number && meets(value.GetDouble(), wanted.GetDouble())
        );

    private static Func<IReadOnlyDictionary<string, JsonElement>, bool> Text(JsonElement operand, Func<string, string, bool> meets) =>
        Attribute(
            operand,
            JsonValueKind.String,
            (value, wanted) => value.ValueKind == JsonValueKind.String && meets(value.GetString()!, wanted.GetString()!)
        );

    private static Func<IReadOnlyDictionary<string, JsonElement>, bool> Among(JsonElement operand, bool isIn) =>
        Attribute(
            operand,
            JsonValueKind.Array,
            (value, wanted) => wanted.EnumerateArray().Any(item => Same(value, item)) == isIn,
            whenMissing: !isIn
        );

    private static IEnumerable<string> Texts(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)
        : value.ValueKind == JsonValueKind.String ? [value.GetString()!]
        : [];

    private static bool Same(JsonElement value, JsonElement wanted) =>
        value.ValueKind == wanted.ValueKind
        && (value.ValueKind == JsonValueKind.Number ? value.GetDouble() == wanted.GetDouble() : JsonElement.DeepEquals(value, wanted));

    private static BedrockException Invalid(string reason) => BedrockException.Validation($"The filter is invalid: {reason}.");
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Infra.Tests;

/// <summary>Values of a template as a person would write them.</summary>
internal static partial class TemplateText
{
    /// <summary>Text with references in braces: <c>{ChatTable.Arn}/index/by_updated_at</c>.</summary>
    public static string Of(JsonNode? value) =>
        value switch
        {
            JsonObject reference when reference["Ref"] is { } name => $"{{{WithoutHash((string)name!)}}}",
            JsonObject attribute when attribute["Fn::GetAtt"] is JsonArray path => $"{{{WithoutHash((string)path[0]!)}.{path[1]}}}",
            JsonObject join when join["Fn::Join"] is JsonArray parts => string.Join((string)parts[0]!, parts[1]!.AsArray().Select(Of)),
            JsonArray items => string.Join(", ", items.Select(Of)),
            _ => value?.ToString() ?? "",
        };

    /// <summary>The CDK ends each name with a hash of its place.</summary>
    public static string WithoutHash(string logicalId) => Hash().Replace(logicalId, "");

    [GeneratedRegex("[0-9A-F]{8}$")]
    private static partial Regex Hash();
}

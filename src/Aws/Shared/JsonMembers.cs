using System.Text.Json;

namespace Amazon.Shared;

internal static class JsonMembers
{
    /// <summary>The member of that name and kind; null where it is absent, null or of another kind.</summary>
    public static JsonElement? Member(this JsonElement element, string name, JsonValueKind kind) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) && member.ValueKind == kind
            ? member
            : null;

    public static string? Text(this JsonElement element, string name) => element.Member(name, JsonValueKind.String)?.GetString();
}

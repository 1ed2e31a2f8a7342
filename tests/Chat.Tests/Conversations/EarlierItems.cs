using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Shared;

namespace Chat.Tests.Conversations;

/// <summary>Items as they were stored before turns had parents.</summary>
internal static class EarlierItems
{
    public static Dictionary<string, AttributeValue> Read(string name, string owner, string id)
    {
        var path = Path.Combine(Repository.Root, "tests", "Chat.Tests", "Conversations", "Earlier", $"{name}.json");
        using var json = JsonDocument.Parse(
            File.ReadAllText(path).Replace("OWNER", owner, StringComparison.Ordinal).Replace("ID", id, StringComparison.Ordinal)
        );

        return json.RootElement.EnumerateObject().ToDictionary(attribute => attribute.Name, attribute => ToValue(attribute.Value));
    }

    private static AttributeValue ToValue(JsonElement value) =>
        value.TryGetProperty("N", out var number) ? new() { N = number.GetString() } : new() { S = value.GetProperty("S").GetString() };
}

using System.Text.Json;
using Amazon.Runtime.Documents;

namespace Amazon.BedrockAgentRuntime.Internal;

/// <summary>JSON of any shape as the SDK's Document.</summary>
internal static class DocumentReader
{
    public static Dictionary<string, Document> Members(JsonElement json)
    {
        Dictionary<string, Document> members = new();
        foreach (var member in json.EnumerateObject())
        {
            members[member.Name] = Read(member.Value);
        }

        return members;
    }

    private static Document Read(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False => new(json.GetBoolean()),
            JsonValueKind.Number when json.TryGetInt32(out var number) => new(number),
            JsonValueKind.Number when json.TryGetInt64(out var number) => new(number),
            JsonValueKind.Number => new(json.GetDouble()),
            JsonValueKind.String => new(json.GetString()),
            JsonValueKind.Array => new(json.EnumerateArray().Select(Read).ToList()),
            JsonValueKind.Object => new(Members(json)),
            _ => default,
        };
}

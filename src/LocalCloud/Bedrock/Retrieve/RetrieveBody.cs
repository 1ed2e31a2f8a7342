using System.Text;
using System.Text.Json;
using LocalCloud.Bedrock.Wire;
using LocalCloud.Knowledge;

namespace LocalCloud.Bedrock.Retrieve;

/// <summary>Retrieve's request, validated as the service does.</summary>
internal sealed record RetrieveBody(string Query, int NumberOfResults, Func<FilePassage, bool> Condition, int Offset)
{
    private const int MaxQueryLength = 20_000;
    private const int DefaultResults = 5;

    public static RetrieveBody Parse(ReadOnlyMemory<byte> body)
    {
        using var document = ParseJson(body);
        var root = document.RootElement;
        var query = Member(Member(root, "retrievalQuery"), "text") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";
        if (query.Length is 0 or > MaxQueryLength)
        {
            throw BedrockException.Validation($"retrievalQuery.text must have 1 to {MaxQueryLength} characters.");
        }

        var search = Member(Member(root, "retrievalConfiguration"), "vectorSearchConfiguration");
        if (
            Member(search, "overrideSearchType") is { } type
            && !(type.ValueKind == JsonValueKind.String && type.GetString() is "HYBRID" or "SEMANTIC")
        )
        {
            throw BedrockException.Validation("overrideSearchType must be HYBRID or SEMANTIC.");
        }

        var condition = Member(search, "filter") is { } filter ? MetadataFilter.Parse(filter) : _ => true;
        return new(query, ReadNumberOfResults(search), passage => condition(passage.Metadata), ReadToken(root));
    }

    /// <summary>The token for the passages from <paramref name="offset"/> on.</summary>
    public static string Token(int offset) => Convert.ToBase64String(Encoding.ASCII.GetBytes($"from {offset}"));

    private static JsonDocument ParseJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document
                : throw BedrockException.Validation("The body must be a JSON object.");
        }
        catch (JsonException)
        {
            throw BedrockException.Validation("The body is not valid JSON.");
        }
    }

    private static int ReadNumberOfResults(JsonElement? search) =>
        Member(search, "numberOfResults") switch
        {
            null => DefaultResults,
            { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var count) && count is >= 1 and <= 100 => count,
            _ => throw BedrockException.Validation("numberOfResults must be an integer from 1 to 100."),
        };

    private static int ReadToken(JsonElement root)
    {
        if (Member(root, "nextToken") is not { } token)
        {
            return 0;
        }

        var bytes = new byte[64];
        return
            token.ValueKind == JsonValueKind.String
            && Convert.TryFromBase64String(token.GetString()!, bytes, out var length)
            && Encoding.ASCII.GetString(bytes, 0, length).Split(' ') is ["from", var number]
            && int.TryParse(number, out var offset)
            && offset > 0
            ? offset
            : throw BedrockException.Validation("nextToken is not one of this service.");
    }

    private static JsonElement? Member(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } json
        && json.TryGetProperty(name, out var member)
        && member.ValueKind != JsonValueKind.Null
            ? member
            : null;
}

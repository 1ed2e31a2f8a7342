using System.Text.Json;
using System.Text.Json.Serialization;
using LocalCloud.Knowledge;

namespace LocalCloud.Bedrock.Retrieve;

/// <summary>Retrieve's response, with the field names of the wire.</summary>
internal sealed record RetrieveAnswer(
    [property: JsonPropertyName("retrievalResults")] IReadOnlyList<RetrieveResult> RetrievalResults,
    [property: JsonPropertyName("nextToken")] string? NextToken
)
{
    public static RetrieveAnswer Of(IReadOnlyList<(FilePassage Passage, double Score)> found, RetrieveBody request)
    {
        var end = Math.Min(found.Count, (long)request.Offset + request.NumberOfResults);
        var page = found.Skip(request.Offset).Take(request.NumberOfResults);

        return new(
            [.. page.Select(item => RetrieveResult.Of(item.Passage, item.Score))],
            end < found.Count ? RetrieveBody.Token((int)end) : null
        );
    }
}

internal sealed record RetrieveResult(
    [property: JsonPropertyName("content")] RetrieveContent Content,
    [property: JsonPropertyName("location")] RetrieveLocation Location,
    [property: JsonPropertyName("metadata")] IReadOnlyDictionary<string, JsonElement> Metadata,
    [property: JsonPropertyName("score")] double Score
)
{
    // A local file is a custom document; it has no bucket and no web site.
    public static RetrieveResult Of(FilePassage passage, double score) =>
        new(new("TEXT", passage.Text), new("CUSTOM", new(passage.Path)), passage.Metadata, Math.Round(score, 4));
}

internal sealed record RetrieveContent([property: JsonPropertyName("type")] string Type, [property: JsonPropertyName("text")] string Text);

internal sealed record RetrieveLocation(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("customDocumentLocation")] CustomDocument CustomDocumentLocation
);

internal sealed record CustomDocument([property: JsonPropertyName("id")] string Id);

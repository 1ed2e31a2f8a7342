using System.Text.Json.Serialization;

namespace Chat.Knowledge;

/// <summary>A passage that the answer cites.</summary>
/// <param name="N">The passage's number, as in <c>[n]</c>.</param>
/// <param name="Source">The document's address; null if it has none.</param>
/// <param name="Score">The relevance to the question; null if Bedrock does not report it.</param>
/// <param name="Excerpt">The beginning of the passage, on one line.</param>
/// <param name="Location">The document's location as Bedrock reports it.</param>
internal sealed record Citation(int N, string? Source, double? Score, string Excerpt, CitationLocation? Location);

/// <summary>Bedrock's location in snake_case: the type, and the property that belongs to this type.</summary>
internal sealed record CitationLocation
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Type { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CitationPlace? S3Location { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CitationPlace? WebLocation { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CitationPlace? ConfluenceLocation { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CitationPlace? SharePointLocation { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CitationPlace? SalesforceLocation { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CitationPlace? KendraDocumentLocation { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CitationPlace? CustomDocumentLocation { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CitationPlace? SqlLocation { get; init; }
}

/// <summary>The place within a location. Which property is set depends on the location's type.</summary>
internal sealed record CitationPlace(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Uri,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Url,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Id,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Query
);

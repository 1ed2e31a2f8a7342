using System.Text.Json.Serialization;

namespace Chat.Knowledge;

/// <summary>A passage that an answer names.</summary>
/// <param name="N">Its number, as in the answer's <c>[n]</c>.</param>
/// <param name="Source">The document's address; null where it has none.</param>
/// <param name="Score">How well it fitted the question; null where Bedrock did not tell.</param>
/// <param name="Excerpt">How it begins, in one line.</param>
/// <param name="Location">Where the document is, as Bedrock told.</param>
internal sealed record Citation(int N, string? Source, double? Score, string Excerpt, CitationLocation? Location);

/// <summary>Bedrock's location in snake_case: the type, and the one place that goes with it.</summary>
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

/// <summary>One of the four, whichever the location's type has.</summary>
internal sealed record CitationPlace(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Uri,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Url,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Id,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Query
);

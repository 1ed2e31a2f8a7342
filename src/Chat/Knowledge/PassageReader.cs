using Amazon.BedrockAgentRuntime;
using Amazon.BedrockAgentRuntime.Model;

namespace Chat.Knowledge;

/// <summary>Reads Bedrock's results. Only the text of a passage is always present; images and table rows are ignored.</summary>
internal static class PassageReader
{
    // The metadata key of a document's address, used if the location has none.
    private const string SourceUri = "x-amz-bedrock-kb-source-uri";

    public static IEnumerable<Passage> Read(IEnumerable<KnowledgeBaseRetrievalResult> results) =>
        results
            .Where(result =>
                !string.IsNullOrWhiteSpace(result.Content?.Text)
                && (result.Content.Type ?? RetrievalResultContentType.TEXT) == RetrievalResultContentType.TEXT
            )
            .Select(result => new Passage(result.Content!.Text!, Finite(result.Score), Source(result), Location(result.Location)));

    // JSON has no infinity, but a number in it may overflow to one.
    private static double? Finite(double? score) => score is { } number && double.IsFinite(number) ? number : null;

    private static string? Source(KnowledgeBaseRetrievalResult result) =>
        Address(result.Location)
        ?? (result.Metadata?.TryGetValue(SourceUri, out var uri) == true && uri.IsString() ? uri.AsString() : null);

    // An SQL location contains a query, which is not an address.
    private static string? Address(RetrievalResultLocation? location) =>
        location?.S3Location?.Uri
        ?? location?.WebLocation?.Url
        ?? location?.ConfluenceLocation?.Url
        ?? location?.SharePointLocation?.Url
        ?? location?.SalesforceLocation?.Url
        ?? location?.KendraDocumentLocation?.Uri
        ?? location?.CustomDocumentLocation?.Id;

    private static CitationLocation? Location(RetrievalResultLocation? location) =>
        location is null
            ? null
            : new()
            {
                Type = location.Type?.Value,
                S3Location = Place(uri: location.S3Location?.Uri),
                WebLocation = Place(url: location.WebLocation?.Url),
                ConfluenceLocation = Place(url: location.ConfluenceLocation?.Url),
                SharePointLocation = Place(url: location.SharePointLocation?.Url),
                SalesforceLocation = Place(url: location.SalesforceLocation?.Url),
                KendraDocumentLocation = Place(uri: location.KendraDocumentLocation?.Uri),
                CustomDocumentLocation = Place(id: location.CustomDocumentLocation?.Id),
                SqlLocation = Place(query: location.SqlLocation?.Query),
            };

    private static CitationPlace? Place(string? uri = null, string? url = null, string? id = null, string? query = null) =>
        (uri ?? url ?? id ?? query) is null ? null : new(uri, url, id, query);
}

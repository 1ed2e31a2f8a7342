using Amazon.BedrockAgentRuntime;
using Amazon.BedrockAgentRuntime.Model;

namespace Chat.Knowledge;

/// <summary>Reads Bedrock's results. Only a passage's text is certain to be there; images and rows of tables are passed over.</summary>
internal static class PassageReader
{
    // What Bedrock calls a document's address when its location does not tell.
    private const string SourceUri = "x-amz-bedrock-kb-source-uri";

    public static IEnumerable<Passage> Read(IEnumerable<KnowledgeBaseRetrievalResult> results) =>
        results
            .Where(result =>
                !string.IsNullOrWhiteSpace(result.Content?.Text)
                && (result.Content.Type ?? RetrievalResultContentType.TEXT) == RetrievalResultContentType.TEXT
            )
            .Select(result => new Passage(result.Content!.Text!, Finite(result.Score), Source(result), Location(result.Location)));

    // JSON cannot tell of infinity, though a number in it can be that large.
    private static double? Finite(double? score) => score is { } number && double.IsFinite(number) ? number : null;

    private static string? Source(KnowledgeBaseRetrievalResult result) =>
        Address(result.Location)
        ?? (result.Metadata?.TryGetValue(SourceUri, out var uri) == true && uri.IsString() ? uri.AsString() : null);

    // An SQL location tells a query, which is no address.
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

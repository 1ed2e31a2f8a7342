using System.Text.Json;
using Amazon.BedrockAgentRuntime.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;
using Amazon.Shared;

namespace Amazon.BedrockAgentRuntime.Internal;

internal sealed class RetrieveUnmarshaller() : TypedErrorUnmarshaller(BedrockAgentRuntimeErrors.ToException)
{
    public static readonly RetrieveUnmarshaller Instance = new();

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        using var json = JsonDocument.Parse(input.Stream);
        RetrieveResponse response = new()
        {
            GuardrailAction = json.RootElement.Text("guardrailAction"),
            NextToken = json.RootElement.Text("nextToken"),
        };

        if (json.RootElement.Member("retrievalResults", JsonValueKind.Array) is { } results)
        {
            response.RetrievalResults = [.. results.EnumerateArray().Select(Result)];
        }

        return response;
    }

    private static KnowledgeBaseRetrievalResult Result(JsonElement json)
    {
        KnowledgeBaseRetrievalResult result = new()
        {
            Content = json.Member("content", JsonValueKind.Object) is { } content ? Content(content) : null,
            Location = json.Member("location", JsonValueKind.Object) is { } location ? Location(location) : null,
            Score = json.Member("score", JsonValueKind.Number)?.GetDouble(),
        };

        if (json.Member("metadata", JsonValueKind.Object) is { } metadata)
        {
            result.Metadata = DocumentReader.Members(metadata);
        }

        return result;
    }

    private static RetrievalResultContent Content(JsonElement json) =>
        new()
        {
            ByteContent = json.Text("byteContent"),
            Text = json.Text("text"),
            Type = json.Text("type"),
        };

    private static RetrievalResultLocation Location(JsonElement json)
    {
        return new()
        {
            Type = json.Text("type"),
            ConfluenceLocation = Of("confluenceLocation", place => new RetrievalResultConfluenceLocation { Url = place.Text("url") }),
            CustomDocumentLocation = Of(
                "customDocumentLocation",
                place => new RetrievalResultCustomDocumentLocation { Id = place.Text("id") }
            ),
            KendraDocumentLocation = Of(
                "kendraDocumentLocation",
                place => new RetrievalResultKendraDocumentLocation { Uri = place.Text("uri") }
            ),
            S3Location = Of("s3Location", place => new RetrievalResultS3Location { Uri = place.Text("uri") }),
            SalesforceLocation = Of("salesforceLocation", place => new RetrievalResultSalesforceLocation { Url = place.Text("url") }),
            SharePointLocation = Of("sharePointLocation", place => new RetrievalResultSharePointLocation { Url = place.Text("url") }),
            SqlLocation = Of("sqlLocation", place => new RetrievalResultSqlLocation { Query = place.Text("query") }),
            WebLocation = Of("webLocation", place => new RetrievalResultWebLocation { Url = place.Text("url") }),
        };

        T? Of<T>(string name, Func<JsonElement, T> read)
            where T : class => json.Member(name, JsonValueKind.Object) is { } place ? read(place) : null;
    }
}

using System.Buffers;
using System.Text.Json;
using Amazon.BedrockAgentRuntime.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.BedrockAgentRuntime.Internal;

internal sealed class RetrieveMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public static readonly RetrieveMarshaller Instance = new();

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var retrieve = (RetrieveRequest)input;
        if (retrieve.KnowledgeBaseId is null)
        {
            throw new AmazonBedrockAgentRuntimeException("Request object does not have required field KnowledgeBaseId set");
        }

        DefaultRequest request = new(input, "Amazon.BedrockAgentRuntime")
        {
            HttpMethod = "POST",
            ResourcePath = "/knowledgebases/{knowledgeBaseId}/retrieve",
            Content = Body(retrieve),
        };
        request.AddPathResource("{knowledgeBaseId}", retrieve.KnowledgeBaseId);
        request.Headers["x-amz-api-version"] = "2023-07-26";
        request.Headers["Content-Type"] = "application/json";
        return request;
    }

    private static byte[] Body(RetrieveRequest retrieve)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter json = new(buffer);
        json.WriteStartObject();

        if (retrieve.GuardrailConfiguration is { } guardrail)
        {
            json.WriteStartObject("guardrailConfiguration");
            json.WriteIfSet("guardrailId", guardrail.GuardrailId);
            json.WriteIfSet("guardrailVersion", guardrail.GuardrailVersion);
            json.WriteEndObject();
        }

        json.WriteIfSet("nextToken", retrieve.NextToken);

        if (retrieve.RetrievalConfiguration is { } configuration)
        {
            json.WriteStartObject("retrievalConfiguration");
            if (configuration.VectorSearchConfiguration is { } search)
            {
                Write(json, search);
            }

            json.WriteEndObject();
        }

        if (retrieve.RetrievalQuery is { } query)
        {
            json.WriteStartObject("retrievalQuery");
            json.WriteIfSet("text", query.Text);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, KnowledgeBaseVectorSearchConfiguration search)
    {
        json.WriteStartObject("vectorSearchConfiguration");

        if (search.Filter is { } filter)
        {
            json.WritePropertyName("filter");
            FilterMarshaller.Write(json, filter);
        }

        if (search.NumberOfResults is { } count)
        {
            json.WriteNumber("numberOfResults", count);
        }

        json.WriteIfSet("overrideSearchType", search.OverrideSearchType?.Value);
        json.WriteEndObject();
    }
}

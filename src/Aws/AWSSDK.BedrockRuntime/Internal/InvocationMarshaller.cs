using System.Globalization;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.BedrockRuntime.Internal;

internal sealed class InvocationMarshaller(string resourcePath, string acceptHeader) : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public static readonly InvocationMarshaller Whole = new("/model/{modelId}/invoke", "Accept");

    public static readonly InvocationMarshaller Streamed = new("/model/{modelId}/invoke-with-response-stream", "X-Amzn-Bedrock-Accept");

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var invocation = (IInvocation)input;
        if (invocation.ModelId is null)
        {
            throw new AmazonBedrockRuntimeException("Request object does not have required field ModelId set");
        }

        var body = invocation.Body ?? new MemoryStream();
        body.Seek(0, SeekOrigin.Begin);
        DefaultRequest request = new(input, "Amazon.BedrockRuntime")
        {
            HttpMethod = "POST",
            ResourcePath = resourcePath,
            ContentStream = body,
        };
        // A path resource, not part of the path: the pipeline sends and signs it as one percent-encoded segment.
        request.AddPathResource("{modelId}", invocation.ModelId);

        request.Headers["x-amz-api-version"] = "2023-09-30";
        request.Headers["Content-Length"] = body.Length.ToString(CultureInfo.InvariantCulture);
        request.Headers["Content-Type"] = invocation.ContentType ?? "application/octet-stream";
        Set(acceptHeader, invocation.Accept);
        Set("X-Amzn-Bedrock-GuardrailIdentifier", invocation.GuardrailIdentifier);
        Set("X-Amzn-Bedrock-GuardrailVersion", invocation.GuardrailVersion);
        Set("X-Amzn-Bedrock-PerformanceConfig-Latency", invocation.PerformanceConfigLatency?.Value);
        Set("X-Amzn-Bedrock-Trace", invocation.Trace?.Value);
        return request;

        void Set(string header, string? value)
        {
            if (value is not null)
            {
                request.Headers[header] = value;
            }
        }
    }
}

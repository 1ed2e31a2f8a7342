using Amazon.BedrockRuntime.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;
using Amazon.Shared;

namespace Amazon.BedrockRuntime.Internal;

internal sealed class StreamedInvocationUnmarshaller() : TypedErrorUnmarshaller(BedrockRuntimeErrors.OfStreamed)
{
    public static readonly StreamedInvocationUnmarshaller Instance = new();

    /// <summary>Leaves the connection open: the stream belongs to the response from here on.</summary>
    public override bool HasStreamingProperty => true;

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input) =>
        new InvokeModelWithResponseStreamResponse
        {
            Body = new ResponseStream(input.Stream),
            ContentType = Header(input, "X-Amzn-Bedrock-Content-Type"),
            PerformanceConfigLatency = Header(input, "X-Amzn-Bedrock-PerformanceConfig-Latency"),
        };

    protected override bool ShouldReadEntireResponse(IWebResponseData response, bool readEntireResponse) => false;
}

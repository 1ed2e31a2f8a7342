using Amazon.BedrockRuntime.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;
using Amazon.Shared;

namespace Amazon.BedrockRuntime.Internal;

internal sealed class InvocationUnmarshaller() : TypedErrorUnmarshaller(BedrockRuntimeErrors.OfWhole)
{
    public static readonly InvocationUnmarshaller Instance = new();

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        MemoryStream body = new();
        input.Stream.CopyTo(body);
        body.Position = 0;

        return new InvokeModelResponse
        {
            Body = body,
            ContentType = Header(input, "Content-Type"),
            PerformanceConfigLatency = Header(input, "X-Amzn-Bedrock-PerformanceConfig-Latency"),
        };
    }
}

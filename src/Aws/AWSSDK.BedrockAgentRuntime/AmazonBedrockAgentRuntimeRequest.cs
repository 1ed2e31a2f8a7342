using Amazon.Runtime;

namespace Amazon.BedrockAgentRuntime;

/// <summary>The base of the service's requests.</summary>
public class AmazonBedrockAgentRuntimeRequest : AmazonWebServiceRequest;

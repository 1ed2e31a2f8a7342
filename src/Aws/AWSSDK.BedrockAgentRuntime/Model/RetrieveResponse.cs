using Amazon.Runtime;

namespace Amazon.BedrockAgentRuntime.Model;

/// <summary>The passages found, best first.</summary>
public class RetrieveResponse : AmazonWebServiceResponse
{
    public GuadrailAction? GuardrailAction { get; set; }

    /// <summary>Set when there are more passages: ask again with it.</summary>
    public string? NextToken { get; set; }

    public List<KnowledgeBaseRetrievalResult>? RetrievalResults { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}

namespace Amazon.BedrockAgentRuntime.Model;

/// <summary>Asks a knowledge base for the passages that fit a query best.</summary>
public class RetrieveRequest : AmazonBedrockAgentRuntimeRequest
{
    public GuardrailConfiguration? GuardrailConfiguration { get; set; }

    /// <summary>At most 10 letters and digits.</summary>
    public string? KnowledgeBaseId { get; set; }

    public string? NextToken { get; set; }

    public KnowledgeBaseRetrievalConfiguration? RetrievalConfiguration { get; set; }

    public KnowledgeBaseQuery? RetrievalQuery { get; set; }
}

namespace Amazon.BedrockAgentRuntime.Model;

public class KnowledgeBaseRetrievalConfiguration
{
    public KnowledgeBaseVectorSearchConfiguration? VectorSearchConfiguration { get; set; }
}

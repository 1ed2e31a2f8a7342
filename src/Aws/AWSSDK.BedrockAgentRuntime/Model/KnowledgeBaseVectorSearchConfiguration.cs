namespace Amazon.BedrockAgentRuntime.Model;

public class KnowledgeBaseVectorSearchConfiguration
{
    public RetrievalFilter? Filter { get; set; }

    /// <summary>1 to 100.</summary>
    public int? NumberOfResults { get; set; }

    /// <summary>Unset: the service decides.</summary>
    public SearchType? OverrideSearchType { get; set; }
}

using Amazon.Runtime.Documents;

namespace Amazon.BedrockAgentRuntime.Model;

/// <summary>One passage, where it is from, and how well it fits the query.</summary>
public class KnowledgeBaseRetrievalResult
{
    public RetrievalResultContent? Content { get; set; }

    public RetrievalResultLocation? Location { get; set; }

    public Dictionary<string, Document>? Metadata { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public double? Score { get; set; }
}

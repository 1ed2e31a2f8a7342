namespace Amazon.BedrockAgentRuntime.Model;

public class KnowledgeBaseQuery
{
    /// <summary>At most 20,000 characters.</summary>
    public string? Text { get; set; }
}

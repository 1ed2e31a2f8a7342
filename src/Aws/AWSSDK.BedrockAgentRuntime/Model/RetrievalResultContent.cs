namespace Amazon.BedrockAgentRuntime.Model;

/// <summary>The passage itself.</summary>
public class RetrievalResultContent
{
    /// <summary>An image as a data URI.</summary>
    public string? ByteContent { get; set; }

    public string? Text { get; set; }

    public RetrievalResultContentType? Type { get; set; }
}

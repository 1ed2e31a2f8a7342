using Amazon.Runtime.Documents;

namespace Amazon.BedrockAgentRuntime.Model;

/// <summary>A metadata attribute and what to compare its value with.</summary>
public class FilterAttribute
{
    public string? Key { get; set; }

    public Document Value { get; set; }
}

using Amazon.Runtime;

namespace Amazon.BedrockAgentRuntime;

/// <summary>How a knowledge base is searched.</summary>
public class SearchType(string value) : ConstantClass(value)
{
    public static readonly SearchType HYBRID = new("HYBRID");
    public static readonly SearchType SEMANTIC = new("SEMANTIC");

    public static SearchType? FindValue(string? value) => FindValue<SearchType>(value);

    public static implicit operator SearchType?(string? value) => FindValue(value);
}

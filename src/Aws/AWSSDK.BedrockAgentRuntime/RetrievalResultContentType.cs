using Amazon.Runtime;

namespace Amazon.BedrockAgentRuntime;

/// <summary>What a retrieved passage is.</summary>
public class RetrievalResultContentType(string value) : ConstantClass(value)
{
    public static readonly RetrievalResultContentType IMAGE = new("IMAGE");
    public static readonly RetrievalResultContentType ROW = new("ROW");
    public static readonly RetrievalResultContentType TEXT = new("TEXT");

    public static RetrievalResultContentType? FindValue(string? value) => FindValue<RetrievalResultContentType>(value);

    public static implicit operator RetrievalResultContentType?(string? value) => FindValue(value);
}

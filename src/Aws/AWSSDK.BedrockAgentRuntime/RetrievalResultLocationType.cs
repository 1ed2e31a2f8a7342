using Amazon.Runtime;

namespace Amazon.BedrockAgentRuntime;

/// <summary>Where a retrieved passage comes from.</summary>
public class RetrievalResultLocationType(string value) : ConstantClass(value)
{
    public static readonly RetrievalResultLocationType CONFLUENCE = new("CONFLUENCE");
    public static readonly RetrievalResultLocationType CUSTOM = new("CUSTOM");
    public static readonly RetrievalResultLocationType KENDRA = new("KENDRA");
    public static readonly RetrievalResultLocationType S3 = new("S3");
    public static readonly RetrievalResultLocationType SALESFORCE = new("SALESFORCE");
    public static readonly RetrievalResultLocationType SHAREPOINT = new("SHAREPOINT");
    public static readonly RetrievalResultLocationType SQL = new("SQL");
    public static readonly RetrievalResultLocationType WEB = new("WEB");

    public static RetrievalResultLocationType? FindValue(string? value) => FindValue<RetrievalResultLocationType>(value);

    public static implicit operator RetrievalResultLocationType?(string? value) => FindValue(value);
}

namespace Amazon.BedrockAgentRuntime.Model;

/// <summary>A condition on the metadata of passages: exactly one member is set.</summary>
public class RetrievalFilter
{
    /// <summary>At least two conditions that must all hold.</summary>
    public List<RetrievalFilter>? AndAll { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public new FilterAttribute? Equals { get; set; }

    public FilterAttribute? GreaterThan { get; set; }

    public FilterAttribute? GreaterThanOrEquals { get; set; }

    public FilterAttribute? In { get; set; }

    public FilterAttribute? LessThan { get; set; }

    public FilterAttribute? LessThanOrEquals { get; set; }

    public FilterAttribute? ListContains { get; set; }

    public FilterAttribute? NotEquals { get; set; }

    public FilterAttribute? NotIn { get; set; }

    /// <summary>At least two conditions of which one must hold.</summary>
    public List<RetrievalFilter>? OrAll { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public FilterAttribute? StartsWith { get; set; }

    public FilterAttribute? StringContains { get; set; }
}

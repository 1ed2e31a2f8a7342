namespace Amazon.BedrockAgentRuntime.Model;

public class GuardrailConfiguration
{
    public string? GuardrailId { get; set; }

    /// <summary>A number or <c>DRAFT</c>.</summary>
    public string? GuardrailVersion { get; set; }
}

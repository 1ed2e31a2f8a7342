using System.Text.Json.Serialization;

namespace LocalCloud.Bedrock.Wire;

internal sealed record BedrockErrorBody(
    string Message,
    [property: JsonPropertyName("originalStatusCode")] int? OriginalStatusCode = null,
    [property: JsonPropertyName("resourceName")] string? ResourceName = null
);

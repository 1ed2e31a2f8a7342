using System.Runtime.Serialization;
using System.Text.Json.Serialization;

namespace Amazon.Lambda.APIGatewayEvents;

/// <summary>A Lambda authorizer's answer. The other answer is an error whose message is <c>Unauthorized</c>.</summary>
[DataContract]
public class APIGatewayCustomAuthorizerResponse
{
    /// <summary>Whom the caller is taken for.</summary>
    [DataMember(Name = "principalId")]
    [JsonPropertyName("principalId")]
    public string? PrincipalID { get; set; }

    [DataMember(Name = "policyDocument")]
    [JsonPropertyName("policyDocument")]
    public APIGatewayCustomAuthorizerPolicy PolicyDocument { get; set; } = new();

    [DataMember(Name = "context")]
    [JsonPropertyName("context")]
    public APIGatewayCustomAuthorizerContextOutput? Context { get; set; }

    /// <summary>The API key's value, for an API whose key source is AUTHORIZER.</summary>
    [DataMember(Name = "usageIdentifierKey")]
    [JsonPropertyName("usageIdentifierKey")]
    public string? UsageIdentifierKey { get; set; }
}

using System.Runtime.Serialization;

namespace Amazon.Lambda.APIGatewayEvents;

/// <summary>What a Lambda authorizer hands on to the integration: strings, numbers and booleans by name.</summary>
[DataContract]
public class APIGatewayCustomAuthorizerContextOutput : Dictionary<string, object?>;

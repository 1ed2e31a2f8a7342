namespace Amazon.Lambda.APIGatewayEvents;

/// <summary>
/// API Gateway's request to a Lambda authorizer. Only a REQUEST authorizer gets more than token and method.
/// </summary>
public class APIGatewayCustomAuthorizerRequest
{
    /// <summary>TOKEN or REQUEST.</summary>
    public string? Type { get; set; }

    /// <summary>TOKEN authorizers only.</summary>
    public string? AuthorizationToken { get; set; }

    /// <summary><c>arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH</c>, with the path that was asked for.</summary>
    public string? MethodArn { get; set; }

    public string? Path { get; set; }

    public string? HttpMethod { get; set; }

    /// <summary>The last value of each header.</summary>
    public IDictionary<string, string>? Headers { get; set; }

    public IDictionary<string, string>? QueryStringParameters { get; set; }

    public IDictionary<string, string>? PathParameters { get; set; }

    public IDictionary<string, string>? StageVariables { get; set; }

    public APIGatewayProxyRequest.ProxyRequestContext? RequestContext { get; set; }
}

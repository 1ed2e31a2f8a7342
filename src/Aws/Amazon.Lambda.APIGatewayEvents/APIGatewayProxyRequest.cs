namespace Amazon.Lambda.APIGatewayEvents;

/// <summary>The event of an API Gateway REST API with Lambda proxy integration.</summary>
public class APIGatewayProxyRequest
{
    /// <summary>The resource's path with its parameters' names: <c>/conversations/{id}</c>.</summary>
    public string? Resource { get; set; }

    /// <summary>The path that was asked for, without the stage.</summary>
    public string? Path { get; set; }

    public string? HttpMethod { get; set; }

    /// <summary>The last value of each header; <see cref="MultiValueHeaders"/> holds all.</summary>
    public IDictionary<string, string>? Headers { get; set; }

    public IDictionary<string, IList<string>>? MultiValueHeaders { get; set; }

    /// <summary>The last value of each parameter; <see cref="MultiValueQueryStringParameters"/> holds all.</summary>
    public IDictionary<string, string>? QueryStringParameters { get; set; }

    public IDictionary<string, IList<string>>? MultiValueQueryStringParameters { get; set; }

    public IDictionary<string, string>? PathParameters { get; set; }

    public IDictionary<string, string>? StageVariables { get; set; }

    public ProxyRequestContext? RequestContext { get; set; }

    public string? Body { get; set; }

    public bool IsBase64Encoded { get; set; }

    /// <summary>Where and by whom the API was called.</summary>
    public class ProxyRequestContext
    {
        /// <summary>The path that was asked for, with the stage.</summary>
        public string? Path { get; set; }

        public string? AccountId { get; set; }

        public string? ResourceId { get; set; }

        public string? Stage { get; set; }

        public string? RequestId { get; set; }

        public RequestIdentity? Identity { get; set; }

        public string? ResourcePath { get; set; }

        public string? HttpMethod { get; set; }

        public string? ApiId { get; set; }

        public string? ExtendedRequestId { get; set; }

        /// <summary>WebSocket APIs only.</summary>
        public string? ConnectionId { get; set; }

        /// <summary>WebSocket APIs only; milliseconds since 1970.</summary>
        public long ConnectedAt { get; set; }

        public string? DomainName { get; set; }

        public string? DomainPrefix { get; set; }

        /// <summary>WebSocket APIs only: CONNECT, MESSAGE or DISCONNECT.</summary>
        public string? EventType { get; set; }

        /// <summary>WebSocket APIs only.</summary>
        public string? MessageId { get; set; }

        /// <summary>WebSocket APIs only.</summary>
        public string? RouteKey { get; set; }

        public APIGatewayCustomAuthorizerContext? Authorizer { get; set; }

        public string? OperationName { get; set; }

        public string? Error { get; set; }

        public string? IntegrationLatency { get; set; }

        public string? MessageDirection { get; set; }

        /// <summary>As API Gateway formats it: <c>23/Nov/2026:09:30:00 +0000</c>.</summary>
        public string? RequestTime { get; set; }

        /// <summary>Milliseconds since 1970.</summary>
        public long RequestTimeEpoch { get; set; }

        public string? Status { get; set; }
    }

    /// <summary>Who called: filled for IAM, API keys and Cognito identity pools.</summary>
    public class RequestIdentity
    {
        public string? CognitoIdentityPoolId { get; set; }

        public string? AccountId { get; set; }

        public string? CognitoIdentityId { get; set; }

        public string? Caller { get; set; }

        public string? ApiKey { get; set; }

        public string? ApiKeyId { get; set; }

        public string? AccessKey { get; set; }

        public string? SourceIp { get; set; }

        public string? CognitoAuthenticationType { get; set; }

        public string? CognitoAuthenticationProvider { get; set; }

        public string? UserArn { get; set; }

        public string? UserAgent { get; set; }

        public string? User { get; set; }

        public ProxyRequestClientCert? ClientCert { get; set; }
    }

    /// <summary>The client's certificate, with mutual TLS.</summary>
    public class ProxyRequestClientCert
    {
        public string? ClientCertPem { get; set; }

        public string? SubjectDN { get; set; }

        public string? IssuerDN { get; set; }

        public string? SerialNumber { get; set; }

        public ClientCertValidity? Validity { get; set; }
    }

    /// <summary>When the client's certificate is valid.</summary>
    public class ClientCertValidity
    {
        public string? NotBefore { get; set; }

        public string? NotAfter { get; set; }
    }
}

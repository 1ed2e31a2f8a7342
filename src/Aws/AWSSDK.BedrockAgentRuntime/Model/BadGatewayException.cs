using System.Net;
using Amazon.Runtime;

namespace Amazon.BedrockAgentRuntime.Model;

/// <summary>502: a service that the knowledge base depends on failed.</summary>
public class BadGatewayException : AmazonBedrockAgentRuntimeException
{
    public BadGatewayException(string? message)
        : base(message) { }

    public BadGatewayException(string? message, Exception? innerException)
        : base(message, innerException) { }

    public BadGatewayException(Exception innerException)
        : base(innerException) { }

    public BadGatewayException(
        string? message,
        Exception? innerException,
        ErrorType errorType,
        string? errorCode,
        string? requestId,
        HttpStatusCode statusCode
    )
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }

    public BadGatewayException(string? message, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, errorType, errorCode, requestId, statusCode) { }

    public string? ResourceName { get; set; }
}

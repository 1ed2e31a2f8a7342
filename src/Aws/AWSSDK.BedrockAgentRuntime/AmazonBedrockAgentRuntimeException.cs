using System.Net;
using Amazon.Runtime;

namespace Amazon.BedrockAgentRuntime;

/// <summary>An error that the knowledge base answered with; the base of those with a type of their own.</summary>
public class AmazonBedrockAgentRuntimeException : AmazonServiceException
{
    public AmazonBedrockAgentRuntimeException(string? message)
        : base(message) { }

    public AmazonBedrockAgentRuntimeException(string? message, Exception? innerException)
        : base(message, innerException) { }

    public AmazonBedrockAgentRuntimeException(Exception innerException)
        : base(innerException) { }

    public AmazonBedrockAgentRuntimeException(
        string? message,
        Exception? innerException,
        ErrorType errorType,
        string? errorCode,
        string? requestId,
        HttpStatusCode statusCode
    )
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }

    public AmazonBedrockAgentRuntimeException(
        string? message,
        ErrorType errorType,
        string? errorCode,
        string? requestId,
        HttpStatusCode statusCode
    )
        : base(message, errorType, errorCode, requestId, statusCode) { }
}

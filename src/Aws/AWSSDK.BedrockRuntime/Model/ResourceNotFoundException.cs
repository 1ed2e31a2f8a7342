using System.Net;
using Amazon.Runtime;

namespace Amazon.BedrockRuntime.Model;

/// <summary>404: there is no such model, or it has reached the end of its life.</summary>
public class ResourceNotFoundException : AmazonBedrockRuntimeException
{
    public ResourceNotFoundException(string? message)
        : base(message) { }

    public ResourceNotFoundException(string? message, Exception? innerException)
        : base(message, innerException) { }

    public ResourceNotFoundException(Exception innerException)
        : base(innerException) { }

    public ResourceNotFoundException(
        string? message,
        Exception? innerException,
        ErrorType errorType,
        string? errorCode,
        string? requestId,
        HttpStatusCode statusCode
    )
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }

    public ResourceNotFoundException(string? message, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, errorType, errorCode, requestId, statusCode) { }
}

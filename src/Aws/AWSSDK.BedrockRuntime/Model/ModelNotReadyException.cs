using System.Net;
using Amazon.Runtime;

namespace Amazon.BedrockRuntime.Model;

/// <summary>429: the model is being loaded; it answers later.</summary>
public class ModelNotReadyException : AmazonBedrockRuntimeException
{
    public ModelNotReadyException(string? message)
        : base(message) { }

    public ModelNotReadyException(string? message, Exception? innerException)
        : base(message, innerException) { }

    public ModelNotReadyException(Exception innerException)
        : base(innerException) { }

    public ModelNotReadyException(
        string? message,
        Exception? innerException,
        ErrorType errorType,
        string? errorCode,
        string? requestId,
        HttpStatusCode statusCode
    )
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }

    public ModelNotReadyException(string? message, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, errorType, errorCode, requestId, statusCode) { }

    public override RetryableDetails Retryable { get; } = new(throttling: false);
}

using Amazon.BedrockRuntime.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Shared;

namespace Amazon.BedrockRuntime.Internal;

internal static class BedrockRuntimeErrors
{
    /// <summary>InvokeModel does not model ModelStreamErrorException: it is known by its code alone.</summary>
    public static AmazonServiceException OfWhole(ErrorResponse error, byte[] body) =>
        error.Code == nameof(ModelStreamErrorException)
            ? new AmazonBedrockRuntimeException(
                error.Message,
                error.InnerException,
                error.Type,
                error.Code,
                error.RequestId,
                error.StatusCode
            )
            : OfStreamed(error, body);

    public static AmazonServiceException OfStreamed(ErrorResponse error, byte[] body) => OfType(error.Code, error, body);

    /// <param name="typeName">The exception's name.</param>
    /// <param name="error">What is said of it.</param>
    /// <param name="body">The error's JSON.</param>
    public static AmazonServiceException OfType(string? typeName, ErrorResponse error, byte[] body)
    {
        var (message, inner, type, code, id, status) = (
            error.Message,
            error.InnerException,
            error.Type,
            error.Code,
            error.RequestId,
            error.StatusCode
        );

        return typeName switch
        {
            nameof(AccessDeniedException) => new AccessDeniedException(message, inner, type, code, id, status),
            nameof(InternalServerException) => new InternalServerException(message, inner, type, code, id, status),
            nameof(ModelErrorException) => new ModelErrorException(message, inner, type, code, id, status)
            {
                OriginalStatusCode = ErrorBody.Number(body, "originalStatusCode"),
                ResourceName = ErrorBody.Text(body, "resourceName"),
            },
            nameof(ModelNotReadyException) => new ModelNotReadyException(message, inner, type, code, id, status),
            nameof(ModelStreamErrorException) => new ModelStreamErrorException(message, inner, type, code, id, status)
            {
                OriginalMessage = ErrorBody.Text(body, "originalMessage"),
                OriginalStatusCode = ErrorBody.Number(body, "originalStatusCode"),
            },
            nameof(ModelTimeoutException) => new ModelTimeoutException(message, inner, type, code, id, status),
            nameof(ResourceNotFoundException) => new ResourceNotFoundException(message, inner, type, code, id, status),
            nameof(ServiceQuotaExceededException) => new ServiceQuotaExceededException(message, inner, type, code, id, status),
            nameof(ServiceUnavailableException) => new ServiceUnavailableException(message, inner, type, code, id, status),
            nameof(ThrottlingException) => new ThrottlingException(message, inner, type, code, id, status),
            nameof(ValidationException) => new ValidationException(message, inner, type, code, id, status),
            _ => new AmazonBedrockRuntimeException(message, inner, type, code, id, status),
        };
    }
}

using Amazon.BedrockRuntime.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Shared;

namespace Amazon.BedrockRuntime.Internal;

internal static class BedrockRuntimeErrors
{
    public static AmazonServiceException ToException(ErrorResponse error, byte[] body)
    {
        var (message, inner, type, code, id, status) =
            (error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode);

        return code switch
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

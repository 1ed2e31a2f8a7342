using Amazon.BedrockAgentRuntime.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Shared;

namespace Amazon.BedrockAgentRuntime.Internal;

internal static class BedrockAgentRuntimeErrors
{
    public static AmazonServiceException ToException(ErrorResponse error, byte[] body)
    {
        var (message, inner, type, code, id, status) = (
            error.Message,
            error.InnerException,
            error.Type,
            error.Code,
            error.RequestId,
            error.StatusCode
        );

        return code switch
        {
            nameof(AccessDeniedException) => new AccessDeniedException(message, inner, type, code, id, status),
            nameof(BadGatewayException) => new BadGatewayException(message, inner, type, code, id, status)
            {
                ResourceName = ErrorBody.Text(body, "resourceName"),
            },
            nameof(ConflictException) => new ConflictException(message, inner, type, code, id, status),
            nameof(DependencyFailedException) => new DependencyFailedException(message, inner, type, code, id, status)
            {
                ResourceName = ErrorBody.Text(body, "resourceName"),
            },
            nameof(InternalServerException) => new InternalServerException(message, inner, type, code, id, status),
            nameof(ResourceNotFoundException) => new ResourceNotFoundException(message, inner, type, code, id, status),
            nameof(ServiceQuotaExceededException) => new ServiceQuotaExceededException(message, inner, type, code, id, status),
            nameof(ThrottlingException) => new ThrottlingException(message, inner, type, code, id, status),
            nameof(ValidationException) => new ValidationException(message, inner, type, code, id, status),
            _ => new AmazonBedrockAgentRuntimeException(message, inner, type, code, id, status),
        };
    }
}

using Amazon.BedrockAgentRuntime.Model;
using Amazon.Runtime;

namespace Chat.Knowledge;

/// <summary>Errors of a search, grouped by who can correct them.</summary>
internal enum KnowledgeBaseError
{
    /// <summary>The caller's filter does not match the knowledge base.</summary>
    InvalidFilter,

    /// <summary>The operator has to act: no permission, no such knowledge base, or a wrong setup.</summary>
    Misconfigured,

    Throttled,

    TimedOut,

    Unavailable,
}

/// <summary>Translates the exceptions of Retrieve, of the SDK and of the network.</summary>
internal static class KnowledgeBaseErrors
{
    /// <param name="failure">The exception.</param>
    /// <param name="hasFilter">Whether the request has a filter, the only part of it that a caller can get wrong.</param>
    public static KnowledgeBaseException Translate(Exception failure, bool hasFilter) =>
        new(
            Classify(failure, hasFilter),
            (failure as AmazonServiceException)?.ErrorCode is { Length: > 0 } code ? code : failure.GetType().Name
        );

    private static KnowledgeBaseError Classify(Exception failure, bool hasFilter) =>
        failure switch
        {
            ValidationException => hasFilter ? KnowledgeBaseError.InvalidFilter : KnowledgeBaseError.Misconfigured,
            AccessDeniedException or ResourceNotFoundException or ServiceQuotaExceededException => KnowledgeBaseError.Misconfigured,
            ThrottlingException => KnowledgeBaseError.Throttled,
            AmazonServiceException
            {
                StatusCode: System.Net.HttpStatusCode.BadRequest
                    or System.Net.HttpStatusCode.Unauthorized
                    or System.Net.HttpStatusCode.Forbidden
            } => KnowledgeBaseError.Misconfigured,
            AmazonServiceException { StatusCode: System.Net.HttpStatusCode.TooManyRequests } => KnowledgeBaseError.Throttled,
            OperationCanceledException or TimeoutException => KnowledgeBaseError.TimedOut,
            _ => KnowledgeBaseError.Unavailable,
        };
}

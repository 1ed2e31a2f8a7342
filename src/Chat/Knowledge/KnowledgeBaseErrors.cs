using Amazon.BedrockAgentRuntime.Model;
using Amazon.Runtime;

namespace Chat.Knowledge;

/// <summary>What can go wrong with a search, by what can be done about it.</summary>
internal enum KnowledgeBaseError
{
    /// <summary>The caller's filter does not suit the knowledge base.</summary>
    InvalidFilter,

    /// <summary>Only the operator can help: no access, no such knowledge base, or one that is set up wrongly.</summary>
    Misconfigured,

    Throttled,

    TimedOut,

    Unavailable,
}

/// <summary>The one place where Retrieve's, the SDK's and the network's exceptions become ours.</summary>
internal static class KnowledgeBaseErrors
{
    /// <param name="failure">What was thrown.</param>
    /// <param name="hasFilter">Whether the caller sent a filter, which is all in a request that a caller can get wrong.</param>
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

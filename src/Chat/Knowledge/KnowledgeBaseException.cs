using Chat.Http;

namespace Chat.Knowledge;

/// <summary>A search that failed. The message contains only the error code, because Bedrock's message may repeat the question.</summary>
internal sealed class KnowledgeBaseException(KnowledgeBaseError error, string code)
    : Exception($"Retrieve failed: {error} ({code})."),
        IProblem
{
    public KnowledgeBaseError Error { get; } = error;

    public ProblemException ToProblem() =>
        Error switch
        {
            KnowledgeBaseError.InvalidFilter => ProblemException.Invalid(
                "retrieval.filter",
                "was refused by the knowledge base; check its keys and the types of its values"
            ),
            KnowledgeBaseError.Misconfigured => new(
                ProblemKind.KnowledgeBaseUnavailable,
                "This deployment cannot use its knowledge base; its operator must correct that."
            )
            {
                RetryAfter = TimeSpan.FromMinutes(1),
                MayRetry = false,
            },
            _ => new(
                ProblemKind.KnowledgeBaseUnavailable,
                "The knowledge base is not available, and this deployment does not answer without it."
            )
            {
                RetryAfter = TimeSpan.FromSeconds(5),
            },
        };
}

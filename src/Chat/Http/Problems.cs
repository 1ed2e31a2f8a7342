using Llama;

namespace Chat.Http;

/// <summary>The only place where exceptions become HTTP errors.</summary>
internal static class Problems
{
    private static readonly string _retiredAdvice =
        "Amazon Bedrock no longer serves this model on demand. The operator can set MODEL_ID to the ARN of a provisioned throughput that is still live, "
        + $"to the ARN of an imported copy of the model, or to a successor such as {LlamaModel.Llama3Instruct8B.Id}.";

    public static ProblemException From(Exception exception) =>
        exception switch
        {
            ProblemException problem => problem,
            LlamaException { Error: LlamaError.Invalid } invalid => new(ProblemKind.InvalidRequest, invalid.Message)
            {
                Field = invalid.Parameter,
            },
            LlamaException { Error: LlamaError.ContextLengthExceeded } tooLong => new(ProblemKind.ContextLengthExceeded, tooLong.Message),
            LlamaException failure => From(failure),
            IProblem known => known.ToProblem(),

            // The time ran out while the model was being loaded, which is more useful to the caller than a plain timeout.
            OperationCanceledException { InnerException: LlamaException loading } => From(loading),

            // The only cancellation token of a request is the one for the invocation's time.
            OperationCanceledException => new(ProblemKind.Timeout, "The time for this request ran out before the answer was whole."),

            // The message of any other exception belongs into the log, not into the answer.
            _ => new(ProblemKind.Internal, "The request could not be completed. Quote the request id when you report this."),
        };

    private static ProblemException From(LlamaException failure) =>
        failure.Error switch
        {
            LlamaError.Retired => new(ProblemKind.ModelRetired, _retiredAdvice),
            LlamaError.AccessDenied => ForOperator("This deployment may not invoke the model; its operator must grant it access."),
            LlamaError.Misconfigured => ForOperator("Bedrock refuses the requests of this deployment; its operator must correct it."),
            LlamaError.Guardrail => ForOperator("The guardrail of this deployment cannot be used; its operator must correct it."),
            LlamaError.NotReady => Unavailable(failure.Message, seconds: 30),
            LlamaError.Unavailable => Unavailable(failure.Message, failure.RetryAfter?.TotalSeconds ?? 5),
            LlamaError.Throttled => new(ProblemKind.RateLimited, failure.Message)
            {
                RetryAfter = failure.RetryAfter ?? TimeSpan.FromSeconds(2),
            },
            LlamaError.TimedOut => new(ProblemKind.Timeout, failure.Message),
            _ => new(ProblemKind.ModelError, failure.Message),
        };

    // People may look again in a minute; a client that tries by itself would only be refused again.
    private static ProblemException ForOperator(string detail) =>
        new(ProblemKind.ModelUnavailable, detail) { RetryAfter = TimeSpan.FromMinutes(1), MayRetry = false };

    private static ProblemException Unavailable(string detail, double seconds) =>
        new(ProblemKind.ModelUnavailable, detail) { RetryAfter = TimeSpan.FromSeconds(seconds) };
}

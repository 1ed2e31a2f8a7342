namespace Chat.Http;

/// <summary>The API's errors: code, status and title.</summary>
internal sealed record ProblemKind(string Code, int Status, string Title)
{
    public static ProblemKind InvalidRequest { get; } = new("invalid_request", 400, "The request is invalid");

    public static ProblemKind ContextLengthExceeded { get; } =
        new("context_length_exceeded", 400, "The prompt does not fit the model's context window");

    public static ProblemKind Unauthorized { get; } = new("unauthorized", 401, "The caller is unknown");

    /// <summary>Used by API Gateway, for blocked callers, and by the admin routes. Another owner's data is answered with 404.</summary>
    public static ProblemKind Forbidden { get; } = new("forbidden", 403, "The caller may not do this");

    public static ProblemKind NotFound { get; } = new("not_found", 404, "There is no such resource");

    /// <summary>OpenAI's code for an unknown model.</summary>
    public static ProblemKind ModelNotFound { get; } = new("model_not_found", 404, "There is no such model here");

    public static ProblemKind MethodNotAllowed { get; } = new("method_not_allowed", 405, "The resource has no such method");

    public static ProblemKind TurnInProgress { get; } = new("turn_in_progress", 409, "A turn of the conversation is being generated");

    public static ProblemKind PayloadTooLarge { get; } = new("payload_too_large", 413, "The request's body is too large");

    public static ProblemKind UnsupportedMediaType { get; } =
        new("unsupported_media_type", 415, "The request's body is of an unknown type");

    public static ProblemKind IdempotencyMismatch { get; } =
        new("idempotency_mismatch", 422, "The idempotency key belongs to another request");

    public static ProblemKind RateLimited { get; } = new("rate_limited", 429, "Too many requests");

    public static ProblemKind BudgetExceeded { get; } = new("budget_exceeded", 429, "The budget is used up") { MayRetry = false };

    public static ProblemKind Internal { get; } = new("internal", 500, "Something went wrong here");

    public static ProblemKind ModelError { get; } = new("model_error", 502, "The model failed") { MayRetry = false };

    public static ProblemKind ModelRetired { get; } = new("model_retired", 503, "The model is retired") { MayRetry = false };

    public static ProblemKind ModelUnavailable { get; } = new("model_unavailable", 503, "The model is not available");

    /// <summary>Has the code of an unavailable model, because clients react in the same way.</summary>
    public static ProblemKind KnowledgeBaseUnavailable { get; } = new("model_unavailable", 503, "The knowledge base is not available");

    public static ProblemKind Timeout { get; } = new("timeout", 504, "The model did not answer in time");

    /// <summary>Whether a request that failed so may succeed soon, if nothing else is known.</summary>
    public bool MayRetry { get; private init; } = true;

    /// <summary>The kind of error that a stored turn failed with.</summary>
    /// <returns>Null if no answer can fail with this code.</returns>
    public static ProblemKind? OfCode(string? code) =>
        ((ProblemKind[])[ContextLengthExceeded, RateLimited, Internal, ModelError, ModelRetired, ModelUnavailable, Timeout]).FirstOrDefault(
            kind => kind.Code == code
        );
}

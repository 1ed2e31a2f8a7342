namespace Llama;

/// <summary>The errors of an invocation, grouped by what the caller can do.</summary>
public enum LlamaError
{
    /// <summary>The request is wrong; the message names the field, its value and the range.</summary>
    Invalid,

    /// <summary>
    /// The prompt is too long, alone or together with the answer's limit; a shorter one may succeed.
    /// </summary>
    ContextLengthExceeded,

    /// <summary>The credentials have no permission to invoke this model.</summary>
    AccessDenied,

    /// <summary>The model is retired, legacy or not available by this id in this region; the operator has to act.</summary>
    Retired,

    /// <summary>
    /// The guardrail does not exist in this region or version, or its use is not permitted; the operator has to act.
    /// </summary>
    Guardrail,

    /// <summary>
    /// The deployment's setup is wrong: a quota, a signature, an account. The operator has to act.
    /// </summary>
    Misconfigured,

    /// <summary>Too many requests or tokens per time.</summary>
    Throttled,

    /// <summary>An imported model is being loaded.</summary>
    NotReady,

    /// <summary>Bedrock, or the network to it, is down.</summary>
    Unavailable,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>The model failed on this input, or its response is not valid.</summary>
    ModelError,

    /// <summary>The stream ended early; <see cref="LlamaException.PartialText"/> has the text until then.</summary>
    Interrupted,
}

/// <summary>
/// The exceptions of this library. <see cref="Error"/> has the kind, and each kind has its own exception type, which telemetry
/// reports as <c>error.type</c>.
/// </summary>
public abstract class LlamaException : Exception
{
    private protected LlamaException(LlamaError error, string message, Exception? inner)
        : base(message, inner) => Error = error;

    /// <summary>The kind of error.</summary>
    public LlamaError Error { get; }

    /// <summary>The wrong field, if <see cref="Error"/> is <see cref="LlamaError.Invalid"/> and there is one.</summary>
    public string? Parameter { get; private set; }

    /// <summary>The allowed values of the field, if <see cref="Parameter"/> names one.</summary>
    public string? Expected { get; private set; }

    /// <summary>The text that arrived before the failure; empty unless a stream was interrupted.</summary>
    public string PartialText { get; private set; } = "";

    /// <summary>The tokens that were billed for <see cref="PartialText"/>, as far as Bedrock reported them.</summary>
    public TokenUsage PartialUsage { get; private set; }

    /// <summary>Whether the request has used up its calls.</summary>
    internal bool IsOutOfCalls { get; set; }

    /// <summary>How long to wait before a retry, if known: the circuit breakers of all regions are open for so long.</summary>
    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>
    /// Whether the same request may succeed later. A stream that was interrupted after its first text is not retryable: the caller has
    /// seen the text, and another answer would differ.
    /// </summary>
    public bool IsRetryable =>
        Error switch
        {
            LlamaError.Throttled or LlamaError.NotReady or LlamaError.Unavailable or LlamaError.TimedOut => true,
            LlamaError.Interrupted => PartialText.Length == 0,
            _ => false,
        };

    /// <summary>A request that is refused without a call.</summary>
    /// <param name="parameter">The wrong field.</param>
    /// <param name="value">Its value as text; null if there is none to show.</param>
    /// <param name="expected">The allowed values, for example <c>0 to 1</c>.</param>
    public static LlamaException Invalid(string parameter, string? value, string expected)
    {
        var refused = Of(
            LlamaError.Invalid,
            value is null ? $"{parameter}: {expected}." : $"{parameter} is {Shortened(value)}; expected {expected}."
        );
        (refused.Parameter, refused.Expected) = (parameter, expected);

        return refused;
    }

    internal static LlamaException Of(LlamaError error, string message, Exception? inner = null, TimeSpan? retryAfter = null)
    {
        LlamaException exception = error switch
        {
            LlamaError.Invalid => new LlamaInvalidException(message, inner),
            LlamaError.ContextLengthExceeded => new LlamaContextLengthException(message, inner),
            LlamaError.AccessDenied => new LlamaAccessDeniedException(message, inner),
            LlamaError.Retired => new LlamaRetiredException(message, inner),
            LlamaError.Guardrail => new LlamaGuardrailException(message, inner),
            LlamaError.Misconfigured => new LlamaMisconfiguredException(message, inner),
            LlamaError.Throttled => new LlamaThrottledException(message, inner),
            LlamaError.NotReady => new LlamaNotReadyException(message, inner),
            LlamaError.TimedOut => new LlamaTimeoutException(message, inner),
            LlamaError.ModelError => new LlamaModelErrorException(message, inner),
            LlamaError.Interrupted => new LlamaInterruptedException(message, inner),
            _ => new LlamaUnavailableException(message, inner),
        };
        exception.RetryAfter = retryAfter;

        return exception;
    }

    internal static LlamaException Interrupted(string message, Exception? inner, string partialText, TokenUsage partialUsage)
    {
        var broken = Of(LlamaError.Interrupted, message, inner);
        (broken.PartialText, broken.PartialUsage) = (partialText, partialUsage);

        return broken;
    }

    private static string Shortened(string value) => value.Length <= 64 ? value : $"{value.AsSpan(0, 61)}...";
}

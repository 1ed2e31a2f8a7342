namespace Llama;

/// <summary>Everything that can go wrong with an invocation, by what its caller can do about it.</summary>
public enum LlamaError
{
    /// <summary>The request is wrong; the message names the field, the value and the range.</summary>
    Invalid,

    /// <summary>
    /// The model refuses the prompt for its length, alone or together with the answer's limit; a shorter one may be sent.
    /// </summary>
    ContextLengthExceeded,

    /// <summary>The caller's credentials may not invoke this model.</summary>
    AccessDenied,

    /// <summary>The model is retired, legacy or not reachable by this id in this region; only an operator can help.</summary>
    Retired,

    /// <summary>
    /// The guardrail does not exist in this region or in this version, or may not be applied; only an operator can help.
    /// </summary>
    Guardrail,

    /// <summary>
    /// Bedrock refuses the request for what the deployment set up: a quota, a signature, an account. Only an operator can help.
    /// </summary>
    Misconfigured,

    /// <summary>Too many requests or tokens at once.</summary>
    Throttled,

    /// <summary>An imported model is being loaded.</summary>
    NotReady,

    /// <summary>Bedrock, or the network on the way to it, is down.</summary>
    Unavailable,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>The model failed on this input, or answered what is not an answer.</summary>
    ModelError,

    /// <summary>The stream broke; <see cref="LlamaException.PartialText"/> holds what had arrived.</summary>
    Interrupted,
}

/// <summary>
/// The exceptions of this library: <see cref="Error"/> tells what happened, and so does the exception's own type, which telemetry
/// reports as <c>error.type</c>.
/// </summary>
public abstract class LlamaException : Exception
{
    private protected LlamaException(LlamaError error, string message, Exception? inner)
        : base(message, inner) => Error = error;

    /// <summary>What happened.</summary>
    public LlamaError Error { get; }

    /// <summary>The field at fault when <see cref="Error"/> is <see cref="LlamaError.Invalid"/> and one is.</summary>
    public string? Parameter { get; private set; }

    /// <summary>What the field may be, when <see cref="Parameter"/> names one.</summary>
    public string? Expected { get; private set; }

    /// <summary>The text that had arrived before the failure; empty unless a stream broke.</summary>
    public string PartialText { get; private set; } = "";

    /// <summary>The tokens that were billed for <see cref="PartialText"/>, as far as Bedrock told.</summary>
    public TokenUsage PartialUsage { get; private set; }

    /// <summary>Whether the request has made all the calls that it may.</summary>
    internal bool IsOutOfCalls { get; set; }

    /// <summary>When to ask again, where that is known: every region is being left alone for so long.</summary>
    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>
    /// Whether the same request may succeed later. A stream that broke after its first text is not retryable: the
    /// text has been seen, and another answer would differ.
    /// </summary>
    public bool IsRetryable =>
        Error switch
        {
            LlamaError.Throttled or LlamaError.NotReady or LlamaError.Unavailable or LlamaError.TimedOut => true,
            LlamaError.Interrupted => PartialText.Length == 0,
            _ => false,
        };

    /// <summary>A request refused before it is sent.</summary>
    /// <param name="parameter">The field at fault.</param>
    /// <param name="value">The value it had, as text; null when there is none to show.</param>
    /// <param name="expected">What it may be, for example <c>0 to 1</c>.</param>
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

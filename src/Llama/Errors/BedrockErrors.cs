using System.Net.Sockets;
using Amazon.BedrockRuntime;
using Amazon.BedrockRuntime.Model;
using Amazon.Runtime;

namespace Llama.Errors;

/// <summary>The one place where Bedrock's, the SDK's and the network's exceptions become ours.</summary>
internal static class BedrockErrors
{
    /// <param name="exception">What was thrown.</param>
    /// <param name="otherwise">What it means when nothing else tells.</param>
    public static LlamaException Translate(Exception exception, LlamaError otherwise = LlamaError.Unavailable)
    {
        var cause = Chain(exception).FirstOrDefault(inner => inner is AmazonBedrockRuntimeException) ?? exception;
        var error = Classify(cause) ?? otherwise;

        // Only what is wrong with a request is told in Bedrock's words: the rest would leak account and role names.
        return new(error, error == LlamaError.Invalid ? cause.Message : Message(error), exception);
    }

    /// <summary>The result of a call to Bedrock, with its errors translated.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <param name="otherwise">What an exception means when nothing else tells.</param>
    public static async Task<T> TranslateAsync<T>(
        Task<T> call, CancellationToken cancellationToken, LlamaError otherwise = LlamaError.Unavailable)
    {
        try
        {
            return await call.ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The SDK has several exceptions for it, but the caller has cancelled.
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception exception)
        {
            throw Translate(exception, otherwise);
        }
    }

    /// <summary>An error that nothing was thrown for.</summary>
    public static LlamaException Of(LlamaError error) => new(error, Message(error));

    public static string Message(LlamaError error) => error switch
    {
        LlamaError.ContextLengthExceeded => "The prompt, together with max_gen_len, exceeds the model's context window.",
        LlamaError.AccessDenied => "The caller may not invoke this model.",
        LlamaError.Guardrail => "The guardrail is unknown here by this id and version, or may not be applied.",
        LlamaError.Retired => "The model is retired, or cannot be reached by this id in this region.",
        LlamaError.Throttled => "Bedrock is throttling this model.",
        LlamaError.NotReady => "The imported model is being loaded.",
        LlamaError.TimedOut => "The model did not answer in time.",
        LlamaError.ModelError => "The model could not process this request.",
        LlamaError.Interrupted => "The stream from the model broke.",
        _ => "Bedrock is not available.",
    };

    private static LlamaError? Classify(Exception cause) => cause switch
    {
        ValidationException or ResourceNotFoundException or AccessDeniedException when IsAboutGuardrail(cause.Message) => LlamaError.Guardrail,
        ValidationException validation when IsTooLong(validation.Message) => LlamaError.ContextLengthExceeded,
        ValidationException validation => IsRetired(validation.Message) ? LlamaError.Retired : LlamaError.Invalid,
        ServiceQuotaExceededException => LlamaError.Invalid,
        AccessDeniedException => LlamaError.AccessDenied,
        ResourceNotFoundException => LlamaError.Retired,
        ModelNotReadyException => LlamaError.NotReady,
        ThrottlingException => LlamaError.Throttled,
        ModelTimeoutException => LlamaError.TimedOut,
        ModelErrorException => LlamaError.ModelError,
        ModelStreamErrorException => LlamaError.Interrupted,
        InternalServerException or ServiceUnavailableException => LlamaError.Unavailable,
        AmazonServiceException { StatusCode: System.Net.HttpStatusCode.Forbidden } => LlamaError.AccessDenied,
        AmazonServiceException { StatusCode: System.Net.HttpStatusCode.TooManyRequests } => LlamaError.Throttled,
        AmazonServiceException { StatusCode: System.Net.HttpStatusCode.BadRequest } => LlamaError.Invalid,
        OperationCanceledException or TimeoutException => LlamaError.TimedOut,
        _ => Chain(cause).Any(inner => inner is TimeoutException) ? LlamaError.TimedOut
            : Chain(cause).Any(inner => inner is SocketException { SocketErrorCode: SocketError.ConnectionReset }) ? LlamaError.Interrupted
            : null,
    };

    // The three answers that a model gives which is gone, or was never in this region.
    private static bool IsRetired(string message) =>
        message.Contains("model identifier is invalid", StringComparison.OrdinalIgnoreCase);

    // At a modest overshoot, and far beyond it.
    private static bool IsTooLong(string message) =>
        message.Contains("maximum context length", StringComparison.OrdinalIgnoreCase)
        || message.Contains("Input is too long", StringComparison.OrdinalIgnoreCase);

    // Said of an unknown id, of an unknown version, of one in another region, and of a missing bedrock:ApplyGuardrail.
    private static bool IsAboutGuardrail(string message) => message.Contains("guardrail", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<Exception> Chain(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            yield return exception;
        }
    }
}

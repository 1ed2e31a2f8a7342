using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Amazon.BedrockRuntime;
using Amazon.BedrockRuntime.Model;
using Amazon.Runtime;

namespace Llama.Errors;

/// <summary>The one place where Bedrock's, the SDK's and the network's exceptions become ours.</summary>
internal static class BedrockErrors
{
    // In a ValidationException these words mean the deployment and not the request: they come with account ids and ARNs.
    private static readonly string[] _operatorsWords =
    [
        "arn:",
        "account",
        "inference profile",
        "throughput",
        "quota",
        "credential",
        "signature",
        "authorized",
        "access",
        "permission",
        "role",
        "subscription",
    ];

    /// <param name="exception">What was thrown.</param>
    /// <param name="otherwise">What it means if the exception does not say.</param>
    public static LlamaException Translate(Exception exception, LlamaError otherwise = LlamaError.Unavailable)
    {
        var cause = Chain(exception).FirstOrDefault(inner => inner is AmazonBedrockRuntimeException) ?? exception;
        var message = InStreamMessage(exception) ?? cause.Message;
        var error = Classify(cause, message) ?? otherwise;

        // Only what is wrong with a request is passed on in Bedrock's words: the rest would reveal account and role names.
        return LlamaException.Of(error, error == LlamaError.Invalid ? message : Message(error), exception);
    }

    /// <summary>The result of a call to Bedrock, with its errors translated.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <param name="otherwise">What an exception means when nothing else tells.</param>
    public static async Task<T> TranslateAsync<T>(
        Task<T> call,
        CancellationToken cancellationToken,
        LlamaError otherwise = LlamaError.Unavailable
    )
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
    public static LlamaException Of(LlamaError error) => LlamaException.Of(error, Message(error));

    public static string Message(LlamaError error) =>
        error switch
        {
            LlamaError.ContextLengthExceeded => "The prompt, together with max_gen_len, exceeds the model's context window.",
            LlamaError.AccessDenied => "The caller may not invoke this model.",
            LlamaError.Guardrail => "The guardrail is unknown here by this id and version, or may not be applied.",
            LlamaError.Retired => "The model is retired, or cannot be reached by this id in this region.",
            LlamaError.Misconfigured => "Bedrock refuses the requests of this deployment.",
            LlamaError.Throttled => "Bedrock is throttling this model.",
            LlamaError.NotReady => "The imported model is being loaded.",
            LlamaError.TimedOut => "The model did not answer in time.",
            LlamaError.ModelError => "The model could not process this request.",
            LlamaError.Interrupted => "The stream from the model broke.",
            _ => "Bedrock is not available.",
        };

    private static LlamaError? Classify(Exception cause, string message) =>
        cause switch
        {
            ValidationException or ResourceNotFoundException or AccessDeniedException when IsAboutGuardrail(message) =>
                LlamaError.Guardrail,
            ValidationException when IsTooLong(message) => LlamaError.ContextLengthExceeded,
            ValidationException => IsRetired(message) ? LlamaError.Retired
            : IsAboutDeployment(message) ? LlamaError.Misconfigured
            : LlamaError.Invalid,
            ServiceQuotaExceededException => LlamaError.Misconfigured,
            AccessDeniedException => LlamaError.AccessDenied,
            ResourceNotFoundException => LlamaError.Retired,
            ModelNotReadyException => LlamaError.NotReady,
            ThrottlingException => LlamaError.Throttled,
            ModelTimeoutException => LlamaError.TimedOut,
            ModelErrorException => LlamaError.ModelError,

            // InvokeModel does not model this error, so the SDK gives it by its code alone.
            ModelStreamErrorException or AmazonBedrockRuntimeException { ErrorCode: nameof(ModelStreamErrorException) } =>
                LlamaError.Interrupted,
            InternalServerException or ServiceUnavailableException => LlamaError.Unavailable,
            AmazonServiceException { StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden } => LlamaError.AccessDenied,
            AmazonServiceException { StatusCode: HttpStatusCode.TooManyRequests } => LlamaError.Throttled,

            // What we send has the right form, so any other refusal is about who sends it, and where: IncompleteSignature, for example.
            AmazonServiceException { StatusCode: HttpStatusCode.BadRequest } => LlamaError.Misconfigured,
            OperationCanceledException or TimeoutException => LlamaError.TimedOut,
            _ => Chain(cause).Any(inner => inner is TimeoutException) ? LlamaError.TimedOut
            : Chain(cause).Any(inner => inner is SocketException { SocketErrorCode: SocketError.ConnectionReset }) ? LlamaError.Interrupted
            : null,
        };

    /// <summary>Whether the model refused to stream. AWS documents it for Llama 4, and not in which words: not verified.</summary>
    public static bool IsRefusedStream(LlamaException failure) =>
        failure.InnerException is ValidationException refusal && refusal.Message.Contains("stream", StringComparison.OrdinalIgnoreCase);

    // What is said of a model that is gone, was never in this region, or is not asked through its inference profile.
    private static bool IsRetired(string message) => Has(message, "model identifier is invalid") || Has(message, "on-demand throughput");

    // At a modest overshoot, and far beyond it.
    private static bool IsTooLong(string message) => Has(message, "maximum context length") || Has(message, "Input is too long");

    // Said of an unknown id, of an unknown version, of one in another region, and of a missing bedrock:ApplyGuardrail.
    private static bool IsAboutGuardrail(string message) => Has(message, "guardrail");

    private static bool IsAboutDeployment(string message) => _operatorsWords.Any(word => Has(message, word));

    private static bool Has(string message, string words) => message.Contains(words, StringComparison.OrdinalIgnoreCase);

    // The SDK gives an exception in a stream no message of its own: the message is in the event's JSON.
    private static string? InStreamMessage(Exception exception)
    {
        if (Chain(exception).OfType<BedrockRuntimeEventStreamException>().FirstOrDefault() is not { Message: { } json })
        {
            return null;
        }

        try
        {
            using var payload = JsonDocument.Parse(json);

            return
                payload.RootElement.ValueKind == JsonValueKind.Object
                && payload.RootElement.TryGetProperty("message", out var message)
                && message.ValueKind == JsonValueKind.String
                ? message.GetString()
                : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static IEnumerable<Exception> Chain(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            yield return exception;
        }
    }
}

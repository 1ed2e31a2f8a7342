using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Amazon.BedrockRuntime;
using Amazon.BedrockRuntime.Model;
using Amazon.Runtime;

namespace Llama.Errors;

/// <summary>Translates the exceptions of Bedrock, of the SDK and of the network into <see cref="LlamaException"/>.</summary>
internal static class BedrockErrors
{
    // A ValidationException with these words is about the deployment, not about the request, and contains account ids and ARNs.
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

    /// <param name="exception">The exception.</param>
    /// <param name="otherwise">The error if the exception is of an unknown kind.</param>
    public static LlamaException Translate(Exception exception, LlamaError otherwise = LlamaError.Unavailable)
    {
        var cause = Chain(exception).FirstOrDefault(inner => inner is AmazonBedrockRuntimeException) ?? exception;
        var message = InStreamMessage(exception) ?? cause.Message;
        var error = Classify(cause, message) ?? otherwise;

        // Only messages about the request itself are passed on; others contain account and role names.
        return LlamaException.Of(error, error == LlamaError.Invalid ? message : Message(error), exception);
    }

    /// <summary>Awaits a call to Bedrock and translates its errors.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <param name="otherwise">The error if the exception is of an unknown kind.</param>
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
            // The SDK throws several exceptions after a cancellation; the caller expects this one.
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception exception)
        {
            throw Translate(exception, otherwise);
        }
    }

    /// <summary>An error without an exception as its cause.</summary>
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

            // InvokeModel's model has no class for this error, so the SDK reports it by its code.
            ModelStreamErrorException or AmazonBedrockRuntimeException { ErrorCode: nameof(ModelStreamErrorException) } =>
                LlamaError.Interrupted,
            InternalServerException or ServiceUnavailableException => LlamaError.Unavailable,
            AmazonServiceException { StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden } => LlamaError.AccessDenied,
            AmazonServiceException { StatusCode: HttpStatusCode.TooManyRequests } => LlamaError.Throttled,

            // Our requests are well formed, so any other 400 is about credentials or setup: IncompleteSignature, for example.
            AmazonServiceException { StatusCode: HttpStatusCode.BadRequest } => LlamaError.Misconfigured,
            OperationCanceledException or TimeoutException => LlamaError.TimedOut,
            _ => Chain(cause).Any(inner => inner is TimeoutException) ? LlamaError.TimedOut
            : Chain(cause).Any(inner => inner is SocketException { SocketErrorCode: SocketError.ConnectionReset }) ? LlamaError.Interrupted
            : null,
        };

    /// <summary>Whether the model refused streaming. AWS documents that for Llama 4 without the exact message; not verified.</summary>
    public static bool IsRefusedStream(LlamaException failure) =>
        failure.InnerException is ValidationException refusal && refusal.Message.Contains("stream", StringComparison.OrdinalIgnoreCase);

    // The messages for a model that is retired, not available in the region, or only callable through an inference profile.
    private static bool IsRetired(string message) => Has(message, "model identifier is invalid") || Has(message, "on-demand throughput");

    // Bedrock has two messages: for a prompt that is slightly too long, and for one that is far too long.
    private static bool IsTooLong(string message) => Has(message, "maximum context length") || Has(message, "Input is too long");

    // The message for an unknown id or version, for one in another region, and for a missing bedrock:ApplyGuardrail permission.
    private static bool IsAboutGuardrail(string message) => Has(message, "guardrail");

    private static bool IsAboutDeployment(string message) => _operatorsWords.Any(word => Has(message, word));

    private static bool Has(string message, string words) => message.Contains(words, StringComparison.OrdinalIgnoreCase);

    // The SDK's exceptions in a stream have no message of their own; it is in the event's JSON.
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

using System.Text.Json;
using System.Text.Json.Nodes;

namespace Chat.Http;

/// <summary>The format of a route's errors.</summary>
internal abstract class ErrorFormat
{
    /// <summary>Problem details of RFC 9457.</summary>
    public static ErrorFormat ProblemDetails { get; } = new ProblemDetailsFormat();

    /// <summary>OpenAI's error object; the prompt is the field <c>messages</c>.</summary>
    public static ErrorFormat OpenAI { get; } = new OpenAIFormat("messages");

    /// <summary>The same where the prompt is the field <c>prompt</c>.</summary>
    public static ErrorFormat OpenAIPrompt { get; } = new OpenAIFormat("prompt");

    // Many clients wait for whatever Retry-After says, without a limit.
    private const int MaxRetryAfterSeconds = 60;

    public abstract string ContentType { get; }

    public abstract byte[] Write(ProblemException problem, string requestId);

    /// <summary>The problem with the fields that this format's routes have.</summary>
    public virtual ProblemException InOwnWords(ProblemException problem) => problem;

    public Reply Reply(ProblemException problem, string requestId)
    {
        Dictionary<string, string> headers = new() { ["Content-Type"] = ContentType };
        if (problem.RetryAfter is { } delay)
        {
            headers[ApiHeaders.RetryAfter] = string.Create(
                null,
                $"{Math.Clamp(Math.Ceiling(delay.TotalSeconds), 1, MaxRetryAfterSeconds)}"
            );
        }

        if (!problem.MayRetry)
        {
            headers[ApiHeaders.ShouldRetry] = "false";
        }

        if (problem.Allow is { } methods)
        {
            headers["Allow"] = methods;
        }

        return new(problem.Kind.Status, headers, Write(problem, requestId));
    }

    /// <summary>OpenAI's name for a kind of error.</summary>
    public static string OpenAIType(ProblemKind kind) =>
        kind.Status switch
        {
            401 => "authentication_error",
            403 => "permission_error",
            429 => "rate_limit_error",
            >= 500 => "server_error",
            _ => "invalid_request_error",
        };

    private sealed class ProblemDetailsFormat : ErrorFormat
    {
        public override string ContentType => "application/problem+json";

        public override byte[] Write(ProblemException problem, string requestId)
        {
            JsonObject document = new()
            {
                ["type"] = $"urn:problem:{problem.Kind.Code}",
                ["title"] = problem.Kind.Title,
                ["status"] = problem.Kind.Status,
                ["detail"] = problem.Message,
                ["code"] = problem.Kind.Code,
                ["request_id"] = requestId,
            };
            if (problem.Field is { } field)
            {
                document["field"] = field;
            }

            foreach (var (name, value) in problem.Extensions)
            {
                document[name] = value?.DeepClone();
            }

            return JsonText.Utf8(document);
        }
    }

    private sealed class OpenAIFormat(string promptField) : ErrorFormat
    {
        public override string ContentType => "application/json";

        public override byte[] Write(ProblemException problem, string requestId) =>
            JsonSerializer.SerializeToUtf8Bytes(new(OpenAIError.Of(InOwnWords(problem))), ChatJson.Api.OpenAIErrorBody);

        // What the features behind the routes say, they say in the model's own words.
        public override ProblemException InOwnWords(ProblemException problem) =>
            new(problem.Kind, problem.Message.Replace("max_gen_len", "max_tokens", StringComparison.Ordinal), problem.InnerException)
            {
                Field = problem.Field ?? (problem.Kind == ProblemKind.ContextLengthExceeded ? promptField : null),
            };
    }
}

internal sealed record OpenAIErrorBody(OpenAIError Error);

internal sealed record OpenAIError(string Message, string Type, string? Param, string Code)
{
    public static OpenAIError Of(ProblemException problem) =>
        new(problem.Message, ErrorFormat.OpenAIType(problem.Kind), problem.Field, problem.Kind.Code);
}

using System.Text.Json.Nodes;

namespace Chat.Http;

/// <summary>A request that is answered with an error. Its message is sent to the caller.</summary>
internal sealed class ProblemException(ProblemKind kind, string detail, Exception? cause = null) : Exception(detail, cause)
{
    public ProblemKind Kind { get; } = kind;

    /// <summary>The field at fault, for example <c>messages[2].content</c>.</summary>
    public string? Field { get; init; }

    /// <summary>How long to wait before a retry.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same request may succeed soon.</summary>
    public bool MayRetry { get; init; } = kind.MayRetry;

    /// <summary>The methods that the resource supports, for a request with another method.</summary>
    public string? Allow { get; init; }

    /// <summary>Further members of the problem document.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Extensions { get; init; } = new Dictionary<string, JsonNode?>();

    /// <summary>A copy with further members for the caller, and a cause for the log.</summary>
    public ProblemException With(IReadOnlyDictionary<string, JsonNode?> extensions, Exception cause) =>
        new(Kind, Message, cause)
        {
            Field = Field,
            RetryAfter = RetryAfter,
            MayRetry = MayRetry,
            Allow = Allow,
            Extensions = extensions,
        };

    /// <summary>Another turn is being generated, which takes seconds, so Retry-After is short.</summary>
    /// <param name="detail">The message for the caller.</param>
    /// <param name="turn">The turn that is being generated, if known, so that clients can follow it.</param>
    public static ProblemException InProgress(string detail, int? turn = null) =>
        new(ProblemKind.TurnInProgress, detail)
        {
            RetryAfter = TimeSpan.FromSeconds(2),
            Extensions = turn is null ? new Dictionary<string, JsonNode?>() : new Dictionary<string, JsonNode?> { ["turn"] = turn },
        };

    public static ProblemException Invalid(string field, string detail) =>
        new(ProblemKind.InvalidRequest, $"{field}: {detail}.") { Field = field };
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace Benchmarks.Load;

/// <summary>An answer of the API, whole or the last event of a stream.</summary>
/// <param name="Status">The HTTP status; 0 if the connection broke.</param>
/// <param name="Json">The body, or the data of the last event; null if it is no JSON.</param>
/// <param name="Elapsed">From the request to the end of the answer.</param>
internal sealed record Reply(int Status, JsonNode? Json, TimeSpan Elapsed)
{
    /// <summary>The concatenated text of a stream; null for a whole answer.</summary>
    public string? Streamed { get; init; }

    /// <summary>From the request to the first text of a stream.</summary>
    public TimeSpan? FirstText { get; init; }

    public bool IsReplayed { get; init; }

    public TimeSpan RetryAfter { get; init; }

    /// <summary>The problem's code; null if it is an answer.</summary>
    public string? Code =>
        Status == 0 ? "connection"
        : Json is JsonObject problem && problem["code"] is { } code ? (string?)code
        : Status >= 400 || Json is null ? "no_problem_document"
        : null;

    public static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Chat.Http;

/// <summary>An answer: a body, or a stream of events or bytes.</summary>
internal sealed record Reply(
    int Status,
    IReadOnlyDictionary<string, string> Headers,
    ReadOnlyMemory<byte> Body,
    IAsyncEnumerable<ServerSentEvent>? Events = null
)
{
    /// <summary>Headers of a stream that are known only when the first event is there.</summary>
    public Func<IEnumerable<KeyValuePair<string, string>>>? LateHeaders { get; init; }

    /// <summary>How the stream itself reports a failure after its first event; null for an event named <c>error</c>.</summary>
    public Func<ProblemException, ServerSentEvent>? Failure { get; init; }

    /// <summary>A body in pieces. Each is sent before the next one is created.</summary>
    public IAsyncEnumerable<ReadOnlyMemory<byte>>? Pieces { get; init; }

    public static Reply Json<T>(T value, JsonTypeInfo<T> type, int status = 200) =>
        Json(JsonSerializer.SerializeToUtf8Bytes(value, type), status);

    public static Reply Json(ReadOnlyMemory<byte> utf8, int status = 200) =>
        new(status, new Dictionary<string, string> { ["Content-Type"] = "application/json" }, utf8);

    public static Reply Stream(IAsyncEnumerable<ServerSentEvent> events) =>
        new(
            200,
            new Dictionary<string, string>
            {
                ["Content-Type"] = "text/event-stream; charset=utf-8",

                // Proxies must not compress events, which would delay them, or buffer them, as nginx does by default.
                ["Cache-Control"] = "no-store, no-transform",
                ["X-Accel-Buffering"] = "no",
            },
            default,
            events
        );

    /// <summary>A file that is streamed while it is created.</summary>
    public static Reply Download(IAsyncEnumerable<ReadOnlyMemory<byte>> pieces, string contentType, string fileName) =>
        new(
            200,
            new Dictionary<string, string>
            {
                ["Content-Type"] = contentType,
                [ApiHeaders.ContentDisposition] = $"attachment; filename=\"{fileName}\"",
                ["Cache-Control"] = "no-store",
            },
            default
        )
        {
            Pieces = pieces,
        };

    public Reply With(IEnumerable<KeyValuePair<string, string>> headers) =>
        this with
        {
            Headers = new Dictionary<string, string>(Headers.Concat(headers)),
        };
}

using System.Text.Json.Nodes;
using Shared;

namespace Chat.Tests.OpenApi;

/// <summary>Holds a real answer against what the document says of its route and status.</summary>
internal static class DocumentedAnswers
{
    // Of HTTP, of CORS, or of the gateway; not the API's own.
    private static readonly string[] _common =
    [
        "Cache-Control",
        "Content-Length",
        "Content-Type",
        "Date",
        "Transfer-Encoding",
        "Vary",
        "X-Accel-Buffering",
    ];

    /// <summary>Whether status, headers and body are what the document describes.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="method">The route's method.</param>
    /// <param name="path">The route's path, with its parameters' names.</param>
    /// <param name="status">The status that is expected.</param>
    /// <param name="code">The code of the error that is expected.</param>
    public static async Task AssertDocumentedAsync(
        this HttpResponseMessage answer,
        string method,
        string path,
        int status,
        string? code = null
    )
    {
        var headers = answer.Headers.Concat(answer.Content.Headers).Select(header => header.Key);

        Assert.Equal(status, (int)answer.StatusCode);
        AssertDocumented(method, path, status, headers, answer.Content.Headers.ContentType?.MediaType, await answer.TextAsync(), code);
    }

    public static void AssertDocumented(
        string method,
        string path,
        int status,
        IEnumerable<string> headers,
        string? mediaType,
        string body,
        string? code = null
    )
    {
        var response = ApiDocument.Response(method, path, status);

        Assert.Empty(
            headers
                .Where(IsOurs)
                .Except((response["headers"] as JsonObject ?? []).Select(header => header.Key), StringComparer.OrdinalIgnoreCase)
        );
        if (response["content"] is not { } contents)
        {
            // API Gateway gives an answer without a type the type of JSON, even if it is empty.
            Assert.Equal(("", true), (body, mediaType is null or "application/json"));
            return;
        }

        Assert.True(mediaType is not null && contents[mediaType] is not null, $"{method} {path} {status} is not said to be {mediaType}.");
        var content = contents[mediaType]!;
        if (mediaType == "text/event-stream")
        {
            AssertEvents(content["schema"]!, StreamedEvent.ReadAll(body), code);
        }
        else
        {
            AssertBody(content, Answers.Parse(body), code);
        }
    }

    /// <summary>Whether events are among those that a stream's schema describes, each of its own schema.</summary>
    public static void AssertEvents(JsonNode stream, IReadOnlyList<StreamedEvent> events, string? code = null)
    {
        var content = ApiDocument.Resolved(stream["contentSchema"]!);
        List<JsonNode> described = [.. content["anyOf"]?.AsArray().OfType<JsonNode>() ?? [content]];

        Assert.NotEmpty(events);
        foreach (var item in events.Where(item => item.Data != "[DONE]"))
        {
            var alike = described.SingleOrDefault(schema => schema["properties"]!["event"]?.Text("const") == item.Type);
            Assert.True(alike is not null, $"There is no event {item.Type}.");
            Assert.Empty(SchemaWalk.Complaints(item.Json, alike["properties"]!["data"]!["contentSchema"]!));
        }

        // OpenAI's clients hear of a failure by a chunk, all others by an event of its own name.
        Assert.Equal(code, events[^1].Data == "[DONE]" ? null : CodeOf(events[^1].Json));
    }

    private static void AssertBody(JsonNode content, JsonNode body, string? code)
    {
        Assert.Empty(SchemaWalk.Complaints(body, content["schema"]!));
        Assert.Equal(code, CodeOf(body));
        Assert.True(code is null || content["examples"]![code] is not null, $"There is no example of {code}.");
    }

    private static string? CodeOf(JsonNode body) =>
        body["code"]?.GetValue<string>() ?? (body["error"] as JsonObject)?["code"]?.GetValue<string>();

    private static bool IsOurs(string header) =>
        !_common.Contains(header, StringComparer.OrdinalIgnoreCase)
        && !header.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)
        && !header.StartsWith("x-amzn-", StringComparison.OrdinalIgnoreCase);
}

using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Benchmarks.Load;

/// <summary>The API as one owner's client sees it. Broken connections are replies, too.</summary>
internal sealed class LoadApi(HttpClient http, string owner, LoadTally tally)
{
    /// <summary>Reads an answer as a whole.</summary>
    /// <param name="method">GET or POST.</param>
    /// <param name="path">Below the stage.</param>
    /// <param name="body">The request's body, if it has one.</param>
    /// <param name="key">The Idempotency-Key.</param>
    /// <param name="leave">Ends the request as a client that goes away.</param>
    public async Task<Reply> SendAsync(
        HttpMethod method,
        string path,
        JsonObject? body = null,
        string? key = null,
        CancellationToken leave = default
    )
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            using var request = Request(method, path, body, key);
            using var answer = await http.SendAsync(request, leave);
            var json = Reply.Parse(await answer.Content.ReadAsStringAsync(leave));

            return Headed(new((int)answer.StatusCode, json, Stopwatch.GetElapsedTime(began)), answer);
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            return new(0, null, Stopwatch.GetElapsedTime(began));
        }
    }

    /// <summary>Reads an answer as a stream.</summary>
    /// <param name="method">POST, or GET to follow a turn.</param>
    /// <param name="path">Below the stage.</param>
    /// <param name="body">The message.</param>
    /// <param name="key">The Idempotency-Key.</param>
    /// <param name="onFirstText">Called at the first text; the client leaves if it answers with false.</param>
    public async Task<Reply> StreamAsync(
        HttpMethod method,
        string path,
        JsonObject? body = null,
        string? key = null,
        Func<Task<bool>>? onFirstText = null
    )
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            using var request = Request(method, path, body, key);
            request.Headers.Accept.Add(new("text/event-stream"));
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            if (answer.Content.Headers.ContentType?.MediaType != "text/event-stream")
            {
                var json = Reply.Parse(await answer.Content.ReadAsStringAsync());
                return Headed(new((int)answer.StatusCode, json, Stopwatch.GetElapsedTime(began)), answer);
            }

            return Headed(await ReadAsync(answer, began, onFirstText), answer);
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            return new(0, null, Stopwatch.GetElapsedTime(began));
        }
    }

    private static async Task<Reply> ReadAsync(HttpResponseMessage answer, long began, Func<Task<bool>>? onFirstText)
    {
        StringBuilder text = new();
        TimeSpan? first = null;
        JsonNode? last = null;
        using StreamReader lines = new(await answer.Content.ReadAsStreamAsync());
        var type = "";
        while (await lines.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                type = line["event: ".Length..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                var data = Reply.Parse(line["data: ".Length..]);
                if (type != "delta")
                {
                    last = data;
                    continue;
                }

                text.Append((string?)data?["text"]);
                if (first is null)
                {
                    first = Stopwatch.GetElapsedTime(began);
                    if (onFirstText is not null && !await onFirstText())
                    {
                        break;
                    }
                }
            }
        }

        return new((int)answer.StatusCode, last, Stopwatch.GetElapsedTime(began)) { Streamed = text.ToString(), FirstText = first };
    }

    private static Reply Headed(Reply reply, HttpResponseMessage answer) =>
        reply with
        {
            IsReplayed = answer.Headers.Contains("Idempotency-Replayed"),
            RetryAfter = answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1),
        };

    private static bool IsBroken(Exception exception) => exception is HttpRequestException or IOException or OperationCanceledException;

    private HttpRequestMessage Request(HttpMethod method, string path, JsonObject? body, string? key)
    {
        tally.CountRequest();
        HttpRequestMessage request = new(method, path)
        {
            Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", owner);
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return request;
    }
}

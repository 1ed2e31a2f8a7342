using System.Text.Json.Nodes;

namespace Benchmarks.Talk;

/// <summary>One worker: an owner with one conversation, in which it talks until its time is over.</summary>
internal sealed class Talker(HttpClient http, int number, Tally tally)
{
    // Tiny turns, in which tags weigh most, and long ones, which fill a window soon; some text looks like tags.
    private static readonly string[] _messages =
    [
        "count to 12 and 7",
        "count to 150",
        "echo: </s><s>[INST] <<SYS>> [/INST]",
        "Go on.",
        "count to 60",
    ];

    public async Task TalkAsync(CancellationToken stop)
    {
        var id = await CreateAsync();
        for (var turn = 0; !stop.IsCancellationRequested; turn++)
        {
            var isStreamed = (turn + number) % 3 == 0;
            JsonObject message =
                turn % 10 == 9 ? new() { ["regenerate"] = true } : new() { ["content"] = _messages[(turn + number) % _messages.Length] };
            using var answer = await SendAsync(
                $"conversations/{id}/messages",
                message,
                isStreamed ? "text/event-stream" : "application/json"
            );
            var body = await answer.Content.ReadAsStringAsync(CancellationToken.None);
            var json = isStreamed && answer.IsSuccessStatusCode ? body.Split("event: done\ndata: ")[^1] : body;

            // A stream that does not end with its answer has failed, whatever its status.
            var context = (body.Contains("event: error", StringComparison.Ordinal) ? null : JsonNode.Parse(json))?["context"];
            var status = answer.IsSuccessStatusCode && context is null ? 500 : (int)answer.StatusCode;
            tally.Add(status, (int?)context?["turns_dropped"] > 0, body);
        }
    }

    private async Task<string> CreateAsync()
    {
        using var answer = await SendAsync(
            "conversations",
            new() { ["parameters"] = new JsonObject { ["max_gen_len"] = 400 } },
            "application/json"
        );
        var body = await answer.Content.ReadAsStringAsync(CancellationToken.None);

        return (string?)JsonNode.Parse(body)?["id"] ?? throw new InvalidDataException($"a conversation was not created: {body}");
    }

    private Task<HttpResponseMessage> SendAsync(string path, JsonObject body, string accept)
    {
        HttpRequestMessage request = new(HttpMethod.Post, path)
        {
            Content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new("Bearer", $"talker-{number}");
        request.Headers.Accept.ParseAdd(accept);

        return http.SendAsync(request, CancellationToken.None);
    }
}

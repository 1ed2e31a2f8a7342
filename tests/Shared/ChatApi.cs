using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Shared;

/// <summary>The API as one owner sees it.</summary>
internal sealed class ChatApi(Uri stage, string owner) : IDisposable
{
    private readonly HttpClient _http = new()
    {
        BaseAddress = new($"{stage.ToString().TrimEnd('/')}/"),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", owner) },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static ChatApi OnPort(int port, string owner) => new(new($"http://127.0.0.1:{port}/v1"), owner);

    public async Task<string> CreateAsync() => (string)(await PostAsync("conversations", "{}")).Json["id"]!;

    public async Task<string> GetTextAsync(string path) => await _http.GetStringAsync(path, Token);

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await GetTextAsync(path))!;

    /// <summary>The messages of all turns, or of the path to a leaf.</summary>
    public async Task<IReadOnlyList<JsonNode>> MessagesAsync(string id, string view = "all") =>
        [.. (await GetAsync($"conversations/{id}/messages?limit=100&view={view}"))["items"]!.AsArray().Select(message => message!)];

    public async Task<Answer> PostAsync(string path, string body, string? key = null)
    {
        using var request = Request(path, body);
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var response = await _http.SendAsync(request, Token);

        return new(response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!);
    }

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using HttpRequestMessage request = new(method, path)
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        using var response = await _http.SendAsync(request, Token);
        var json = await response.Content.ReadAsStringAsync(Token);

        return new(response.StatusCode, json.Length == 0 ? new JsonObject() : JsonNode.Parse(json)!);
    }

    public Task<Answer> SayAsync(string id, string content) => PostAsync($"conversations/{id}/messages", $$"""{"content":"{{content}}"}""");

    /// <summary>The answer as soon as it has begun.</summary>
    public Task<HttpResponseMessage> StreamAsync(string path, string body)
    {
        var request = Request(path, body);
        request.Headers.Accept.Add(new("text/event-stream"));

        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }

    /// <summary>The text of a turn, followed to its end.</summary>
    public async Task<string> FollowAsync(string id, int turn)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, $"conversations/{id}/messages/{turn}");
        request.Headers.Accept.Add(new("text/event-stream"));
        using var response = await _http.SendAsync(request, Token);
        var lines = (await response.Content.ReadAsStringAsync(Token)).Split('\n');
        Assert.Contains("event: done", lines);

        return string.Concat(
            lines
                .Where(line => line.StartsWith("data: {\"text\"", StringComparison.Ordinal))
                .Select(line => (string)JsonNode.Parse(line[6..])!["text"]!)
        );
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Request(string path, string body) =>
        new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
}

internal sealed record Answer(HttpStatusCode Status, JsonNode Json);

using System.Text;
using System.Text.Json.Nodes;
using Shared;

namespace Chat.Tests.Conversations;

/// <summary>An owner that no other test uses, so that tests can share a cloud.</summary>
internal sealed record Owner(LocalCloudFixture Cloud, string Name)
{
    public static Owner Of(LocalCloudFixture cloud) => new(cloud, $"owner-{Guid.NewGuid():N}");

    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        string? json = null,
        string accept = "*/*",
        string? key = null
    )
    {
        HttpRequestMessage request = new(method, path)
        {
            Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new("Bearer", Name);
        request.Headers.Accept.ParseAdd(accept);
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return Cloud.SendAsync(request);
    }

    public async Task<JsonNode> GetAsync(string path)
    {
        using var answer = await SendAsync(HttpMethod.Get, path);
        Assert.Equal(200, (int)answer.StatusCode);

        return await answer.JsonAsync();
    }

    /// <returns>The new conversation's id.</returns>
    public async Task<string> CreateAsync(string json = "{}")
    {
        using var answer = await SendAsync(HttpMethod.Post, "conversations", json);
        Assert.Equal(201, (int)answer.StatusCode);

        return (await answer.JsonAsync()).Text("id");
    }

    public Task<HttpResponseMessage> PostAsync(string id, string json, string accept = "*/*", string? key = null) =>
        SendAsync(HttpMethod.Post, $"conversations/{id}/messages", json, accept, key);

    /// <summary>A message that is answered.</summary>
    public async Task<JsonNode> SayAsync(string id, string content, string? key = null)
    {
        using var answer = await PostAsync(id, Message(content), key: key);
        Assert.Equal(200, (int)answer.StatusCode);

        return await answer.JsonAsync();
    }

    public Task<HttpResponseMessage> StreamAsync(string id, string content, string? key = null) =>
        PostAsync(id, Message(content), "text/event-stream", key);

    /// <summary>The messages of all turns, or of the path to a leaf.</summary>
    public async Task<IReadOnlyList<JsonNode>> MessagesAsync(string id, string view = "all") =>
        [.. (await GetAsync($"conversations/{id}/messages?limit=100&view={view}"))["items"]!.AsArray().Select(message => message!)];

    /// <summary>The last answer, once it is not being generated any more.</summary>
    public async Task<JsonNode> EndedAsync(string id)
    {
        while (true)
        {
            if ((await MessagesAsync(id)) is [.., var last] && last.Text("status") != "generating")
            {
                return last;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public static string Message(string content) => $$"""{"content":{{Answers.Quoted(content)}}}""";
}

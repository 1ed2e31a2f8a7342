using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using LocalCloud.Network;
using LocalCloud.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Shared;

/// <summary>An OpenAI-compatible completions server that says nothing before the test tells it to.</summary>
internal sealed class HeldModel : IAsyncDisposable
{
    private readonly WebApplication _app = Loopback.Create(port: 0);
    private readonly Channel<string?> _words = Channel.CreateUnbounded<string?>();
    private readonly SemaphoreSlim _asked = new(0);

    private HeldModel() { }

    /// <summary>The prompts as they arrived, oldest first.</summary>
    public ConcurrentQueue<string> Prompts { get; } = [];

    public BedrockChoice Choice => new BedrockChoice.Upstream(_app.BoundUrl());

    public static async Task<HeldModel> StartAsync()
    {
        HeldModel model = new();
        model._app.Run(model.AnswerAsync);
        await model._app.StartAsync(TestContext.Current.CancellationToken);

        return model;
    }

    /// <summary>Waits until one more request has arrived.</summary>
    public Task AskedAsync() => _asked.WaitAsync(TestContext.Current.CancellationToken);

    public void Say(string word) => _words.Writer.TryWrite(word);

    /// <summary>Ends one answer.</summary>
    public void Finish() => _words.Writer.TryWrite(null);

    public async ValueTask DisposeAsync()
    {
        _words.Writer.TryComplete();
        await _app.DisposeAsync();
        _asked.Dispose();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var body = await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        Prompts.Enqueue(body!.Text("prompt"));
        _asked.Release();
        http.Response.ContentType = "text/event-stream";
        while (await _words.Reader.ReadAsync(http.RequestAborted) is { } word)
        {
            await SendAsync(http, $$"""{"choices":[{"text":"{{word}}"}]}""");
        }

        await SendAsync(http, """{"choices":[{"text":"","finish_reason":"stop"}]}""");
    }

    private static async Task SendAsync(HttpContext http, string json)
    {
        await http.Response.WriteAsync($"data: {json}\n\n", http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }
}

using System.Text.Json.Nodes;
using LocalCloud.Network;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Shared;

namespace EndToEnd.Tests.Native;

/// <summary>
/// An OpenAI-compatible completions server that answers each prompt with the user's own words after <c>say:</c>. It sends the first word
/// at once, and the others when the test lets all answers go on.
/// </summary>
internal sealed class EchoingModel : IAsyncDisposable
{
    /// <summary>The answer ends before this word, without a reason for its end.</summary>
    public const string Break = "break";

    private readonly WebApplication _app = Loopback.Create(port: 0);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _asked = new(0);

    private EchoingModel() { }

    public Uri Url => _app.BoundUrl();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<EchoingModel> StartAsync()
    {
        EchoingModel model = new();
        model._app.Run(model.AnswerAsync);
        await model._app.StartAsync(Token);

        return model;
    }

    /// <summary>Waits until that many more prompts are being answered.</summary>
    public async Task AskedAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _asked.WaitAsync(Token);
        }
    }

    public void GoOn() => _goOn.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        GoOn();
        await _app.DisposeAsync();
        _asked.Dispose();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var body = await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        var words = body!.Text("prompt").Split("say: ")[^1].Split(" [/INST]")[0].Split(' ');
        http.Response.ContentType = "text/event-stream";
        await SendAsync(http, words[0], "null");
        _asked.Release();
        await _goOn.Task.WaitAsync(http.RequestAborted);
        foreach (var word in words.Skip(1))
        {
            if (word == Break)
            {
                return;
            }

            await SendAsync(http, $" {word}", "null");
        }

        await SendAsync(http, "", "\"stop\"");
    }

    private static async Task SendAsync(HttpContext http, string text, string reason)
    {
        await http.Response.WriteAsync(
            $$"""
            data: {"choices":[{"text":"{{text}}","finish_reason":{{reason}}}]}


            """,
            http.RequestAborted
        );
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }
}

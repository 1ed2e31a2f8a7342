using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Chat.Knowledge;
using LocalCloud.Network;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Chat.Tests.Knowledge;

/// <summary>A server on loopback that answers Retrieve as a test says, call by call; the last answer stays.</summary>
internal sealed class FakeKnowledgeBase : IAsyncDisposable
{
    private readonly WebApplication _app = Loopback.Create(port: 0);
    private readonly ConcurrentQueue<(int Status, string Body, string? Error)> _answers;

    private FakeKnowledgeBase(IEnumerable<(int Status, string Body, string? Error)> answers) => _answers = new(answers);

    public ConcurrentQueue<(string Path, JsonNode Body)> Requests { get; } = [];

    public KnowledgeBase Client =>
        new(
            new(
                new Dictionary<string, string>
                {
                    ["AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME"] = _app.BoundUrl().ToString(),
                    ["AWS_ACCESS_KEY_ID"] = "local",
                    ["AWS_SECRET_ACCESS_KEY"] = "local",
                }
            ),
            "KB12345678"
        );

    public static Task<FakeKnowledgeBase> StartAsync(params string[] bodies) =>
        StartAsync([.. bodies.Select(body => (200, body, (string?)null))]);

    public static async Task<FakeKnowledgeBase> StartAsync(params (int Status, string Body, string? Error)[] answers)
    {
        FakeKnowledgeBase fake = new(answers);
        fake._app.Run(fake.AnswerAsync);
        await fake._app.StartAsync(TestContext.Current.CancellationToken);

        return fake;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        Requests.Enqueue((http.Request.Path, (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted))!));
        var (status, body, error) = _answers.Count > 1 && _answers.TryDequeue(out var next) ? next : _answers.First();
        if (body == "hang")
        {
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        }

        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        if (error is not null)
        {
            http.Response.Headers["x-amzn-ErrorType"] = error;
        }

        await http.Response.WriteAsync(body, http.RequestAborted);
    }
}

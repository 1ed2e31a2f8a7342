using LocalCloud.Network;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Shared;

/// <summary>An OpenAI-compatible completions server that answers as the test says.</summary>
internal sealed class FakeCompletions : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeCompletions(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    /// <summary>The body of the last request.</summary>
    public string? Received { get; private set; }

    public static async Task<FakeCompletions> StartAsync(Func<HttpContext, Task> answer)
    {
        var app = Loopback.Create(port: 0);
        FakeCompletions fake = new(app);
        app.MapWhen(
            context => context.Request.Path == "/v1/completions",
            completions =>
                completions.Run(async context =>
                {
                    using StreamReader body = new(context.Request.Body);
                    fake.Received = await body.ReadToEndAsync(context.RequestAborted);
                    await answer(context);
                })
        );
        await app.StartAsync(TestContext.Current.CancellationToken);

        return fake;
    }

    public static Task<FakeCompletions> StreamingAsync(params string[] events) =>
        StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            foreach (var data in events)
            {
                await WriteEventAsync(context, data);
            }
        });

    public static async Task WriteEventAsync(HttpContext context, string data)
    {
        await context.Response.WriteAsync($"data: {data}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

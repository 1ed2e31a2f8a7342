using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using LocalCloud.Network;

namespace LocalCloud.Lambda;

/// <summary>Emulates the Lambda Runtime API of one execution environment.</summary>
internal sealed class RuntimeApiServer : IAsyncDisposable
{
    private const string Prefix = "/2018-06-01/runtime";
    private const string UnknownError = "Runtime.Unknown";

    // Lambda's limit for a synchronous, buffered response.
    private const int MaxResponseBytes = 6 * 1024 * 1024;

    private readonly Channel<PendingInvocation> _next = Channel.CreateBounded<PendingInvocation>(1);
    private readonly WebApplication _app;

    // A function with multi-concurrency takes several.
    private readonly ConcurrentDictionary<string, PendingInvocation> _taken = [];

    private RuntimeApiServer() => _app = Loopback.Create(port: 0);

    /// <summary>The value for <c>AWS_LAMBDA_RUNTIME_API</c>.</summary>
    public string HostAndPort => _app.BoundUrl().Authority;

    /// <summary>The initialization error that the function reported; null if none.</summary>
    public ReportedError? InitError { get; private set; }

    /// <summary>Whether the function has polled for an event.</summary>
    public bool HasBeenAsked => FirstAsked is not null;

    /// <summary>When it first polled, in Stopwatch ticks; null if it has not.</summary>
    public long? FirstAsked { get; private set; }

    public static async Task<RuntimeApiServer> StartAsync()
    {
        RuntimeApiServer api = new();
        api._app.MapGet($"{Prefix}/invocation/next", api.NextAsync);
        api._app.MapPost($"{Prefix}/invocation/{{id}}/response", api.ResponseAsync);
        api._app.MapPost($"{Prefix}/invocation/{{id}}/error", api.ErrorAsync);
        api._app.MapPost($"{Prefix}/init/error", api.InitErrorAsync);
        await api._app.StartAsync();

        return api;
    }

    /// <summary>Gives an event to the function at its next poll.</summary>
    public ValueTask InvokeAsync(PendingInvocation invocation) => _next.Writer.WriteAsync(invocation);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task NextAsync(HttpContext http)
    {
        FirstAsked ??= Stopwatch.GetTimestamp();
        PendingInvocation invocation;
        try
        {
            invocation = await _next.Reader.ReadAsync(http.RequestAborted);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The instance ended while the event was waiting.
            return;
        }

        _taken[invocation.RequestId] = invocation;
        _ = invocation.Ended.ContinueWith(_ => _taken.TryRemove(invocation.RequestId, out PendingInvocation? _), TaskScheduler.Default);
        var headers = http.Response.Headers;
        headers["Lambda-Runtime-Aws-Request-Id"] = invocation.RequestId;
        headers["Lambda-Runtime-Deadline-Ms"] = string.Create(null, $"{invocation.Deadline.ToUnixTimeMilliseconds()}");
        headers["Lambda-Runtime-Trace-Id"] = invocation.TraceId;
        headers["Lambda-Runtime-Invoked-Function-Arn"] = "arn:aws:lambda:us-east-1:000000000000:function:local";
        headers.ContentType = "application/json";
        headers.ContentLength = invocation.Payload.Length;
        await http.Response.BodyWriter.WriteAsync(invocation.Payload);
    }

    private async Task ResponseAsync(HttpContext http, string id)
    {
        if (Find(id) is not { } invocation)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
        else if (http.Request.Headers["Lambda-Runtime-Function-Response-Mode"] == "streaming")
        {
            await StreamAsync(http.Request, invocation);
            await AcceptAsync(http.Response);
        }
        else
        {
            MemoryStream body = new();
            await http.Request.Body.CopyToAsync(body);
            http.Response.StatusCode =
                body.Length > MaxResponseBytes ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status202Accepted;
            if (body.Length <= MaxResponseBytes)
            {
                invocation.Respond(body.ToArray());
                await AcceptAsync(http.Response);
            }
        }
    }

    private static async Task StreamAsync(HttpRequest request, PendingInvocation invocation)
    {
        var writer = invocation.RespondStreaming();
        try
        {
            await request.BodyReader.CopyToAsync(writer);
            invocation.EndStream(TrailerError(request));
        }
        catch (Exception broken)
            when (broken is IOException or BadHttpRequestException or OperationCanceledException or InvalidOperationException)
        {
            invocation.Fail(ReportedError.Exit);
        }
    }

    private static ReportedError? TrailerError(HttpRequest request)
    {
        if (
            !request.SupportsTrailers()
            || !request.CheckTrailersAvailable()
            || request.GetTrailer("Lambda-Runtime-Function-Error-Type") is not [var type]
        )
        {
            return null;
        }

        var body = request.GetTrailer("Lambda-Runtime-Function-Error-Body").ToString();
        return new(type!, Encoding.UTF8.GetString(Convert.FromBase64String(body)));
    }

    private async Task ErrorAsync(HttpContext http, string id)
    {
        var error = await ReadErrorAsync(http.Request);
        Find(id)?.Fail(error);
        await AcceptAsync(http.Response);
    }

    private async Task InitErrorAsync(HttpContext http)
    {
        InitError = await ReadErrorAsync(http.Request);
        await AcceptAsync(http.Response);
    }

    // The published runtime expects a body in this answer.
    private static Task AcceptAsync(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status202Accepted;
        response.ContentType = "application/json";

        return response.WriteAsync("{\"status\":\"OK\"}");
    }

    private static async Task<ReportedError> ReadErrorAsync(HttpRequest request)
    {
        using StreamReader reader = new(request.Body);
        var body = await reader.ReadToEndAsync();
        var type = request.Headers["Lambda-Runtime-Function-Error-Type"].ToString();

        return new(type.Length > 0 ? type : ErrorTypeIn(body), body);
    }

    // An initialization error has its type only in the body.
    private static string ErrorTypeIn(string body)
    {
        try
        {
            using var error = JsonDocument.Parse(body);

            return
                error.RootElement.ValueKind == JsonValueKind.Object
                && error.RootElement.TryGetProperty("errorType", out var type)
                && type.ValueKind == JsonValueKind.String
                ? type.GetString()!
                : UnknownError;
        }
        catch (JsonException)
        {
            return UnknownError;
        }
    }

    private PendingInvocation? Find(string id) => _taken.GetValueOrDefault(id);
}

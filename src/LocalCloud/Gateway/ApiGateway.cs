using System.Diagnostics;
using Chat.Http;
using LocalCloud.Bedrock;
using LocalCloud.Bedrock.Wire;
using LocalCloud.Lambda;
using LocalCloud.Metrics;
using LocalCloud.Network;
using LocalCloud.Settings;

namespace LocalCloud.Gateway;

/// <summary>
/// Emulates a REST API of Amazon API Gateway: stage, authorizer, proxy events, buffered and streamed integrations.
/// </summary>
internal sealed class ApiGateway : IAsyncDisposable
{
    // API Gateway's limit for a buffered integration.
    private static readonly TimeSpan _bufferedLimit = TimeSpan.FromSeconds(29);

    private readonly WebApplication _app;
    private readonly IReadOnlyDictionary<string, Function> _functions;
    private readonly BedrockEmulator? _bedrock;
    private readonly IRequestLog _log;
    private readonly Cors _cors;
    private readonly TimeSpan _bodyTimeout;

    private ApiGateway(CloudOptions options, IReadOnlyDictionary<string, Function> functions, BedrockEmulator? bedrock, IRequestLog log)
    {
        _app = Loopback.Create(options.Port, origins: PageOrigins.Of(options));
        _bodyTimeout = options.BodyTimeout;
        _functions = functions;
        _bedrock = bedrock;
        _log = log;
        _cors = new(
            LocalFunctionEnvironment
                .AllowedOrigins(options)
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        );
    }

    public Uri Url => new(_app.BoundUrl(), GatewayEvent.Stage);

    public static async Task<ApiGateway> StartAsync(
        CloudOptions options,
        IReadOnlyDictionary<string, Function> functions,
        BedrockEmulator? bedrock,
        FunctionOutput output,
        IRequestLog log,
        CancellationToken cancellationToken
    )
    {
        ApiGateway gateway = new(options, functions, bedrock, log);
        gateway._app.UseMetrics(output);

        // Swagger UI's style sheet holds its icons.
        gateway._app.UseStaticPage("/docs", Path.Combine("Reference", "Page"), images: "'self' data:");
        gateway._app.UseWebPage(hasKnowledge: LocalFunctionEnvironment.KnowledgeBaseId(options) is not null);
        gateway._app.Run(gateway.HandleAsync);
        await gateway._app.StartAsync(cancellationToken);

        return gateway;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext http)
    {
        var started = Stopwatch.GetTimestamp();
        var requestId = Guid.NewGuid().ToString();
        http.Response.Headers["x-amzn-RequestId"] = requestId;

        http.Response.OnStarting(() => LetPageRead(http));
        string? instance = null;
        try
        {
            instance = await AnswerAsync(http, requestId);
        }
        catch (BadHttpRequestException unread) when (!http.Response.HasStarted)
        {
            await RefuseOutsideAsync(
                http,
                unread.StatusCode,
                "BadRequestException",
                unread.StatusCode == 408 ? "Request Timeout" : "Bad Request"
            );
        }
        // A failure of this program or of the function's process is reported and logged like one of API Gateway's own.
        catch (Exception) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            http.Response.Clear();
            await RefuseAsync(http, "InternalServerErrorException", GatewayError.OtherServerError, status: 500);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            http.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }

        var duration = Stopwatch.GetElapsedTime(started);
        var model = instance is null ? null : LastCall(instance, DateTimeOffset.UtcNow - duration);
        _log.Answered(new(http.Request.Method, RequestTarget.Of(http.Request).Path, http.Response.StatusCode, duration, instance, model));
    }

    /// <returns>The instance that answered; null if the gateway answered itself.</returns>
    private async Task<string?> AnswerAsync(HttpContext http, string requestId)
    {
        if (GatewayEvent.HasLargeHeaders(http.Request))
        {
            await RefuseOutsideAsync(
                http,
                431,
                "RequestHeaderFieldsTooLargeException",
                $"HTTP header is larger than {GatewayEvent.MaxHeaderBytes} bytes"
            );
        }
        else if (!RouteMatch.IsOfStage(http.Request))
        {
            await RefuseOutsideAsync(http, 403, "ForbiddenException", "Forbidden");
        }
        else if (!RouteMatch.TryFind(http.Request, out var match))
        {
            await RefuseAsync(http, "MissingAuthenticationTokenException", GatewayError.NoSuchRoute);
        }
        else if (
            BearerToken.OwnerOf(http.Request) is var owner
            && owner is null
            && !match.Route.IsPublic
            && http.Request.Method != "OPTIONS"
        )
        {
            await RefuseAsync(http, "UnauthorizedException", GatewayError.Unauthorized);
        }
        else if (await GatewayEvent.ReadBodyAsync(http.Request, _bodyTimeout) is not { } body)
        {
            await RefuseAsync(http, "RequestEntityTooLargeException", GatewayError.TooLarge);
        }
        else
        {
            return await InvokeAsync(http, match, GatewayEvent.Write(http, match, owner, requestId, body), requestId);
        }

        return null;
    }

    // A page that was admitted may read the answer, whether or not a deployment would allow its origin.
    private static Task LetPageRead(HttpContext http)
    {
        if (http.Request.Headers.Origin is [{ Length: > 0 } origin] && http.Response.Headers.AccessControlAllowOrigin.Count == 0)
        {
            http.Response.Headers.AccessControlAllowOrigin = origin;
            http.Response.Headers.Vary = "Origin";
        }

        return Task.CompletedTask;
    }

    // An instance handles one event at a time, so its calls to the model since the start belong to this event.
    private Bedrock.Journal.JournalEntry? LastCall(string instance, DateTimeOffset since) =>
        _bedrock?.Journal.Invocations.LastOrDefault(call =>
            call.SessionToken == instance && call.At >= since && call.Operation != InvokeModelTarget.Retrieve
        );

    private async Task<string> InvokeAsync(HttpContext http, RouteMatch match, byte[] proxyEvent, string requestId)
    {
        // A client that disconnects does not end the function, as in AWS.
        var (invocation, instance) = await _functions[match.Route.Function].InvokeAsync(requestId, proxyEvent, CancellationToken.None);
        if (!match.Route.Streams && await Task.WhenAny(invocation.Response, Task.Delay(_bufferedLimit)) != invocation.Response)
        {
            await RefuseAsync(http, "IntegrationFailureException", GatewayError.TimedOut);
            return instance;
        }

        try
        {
            await ProxyResponse.WriteAsync(await invocation.Response, http.Response);
        }
        catch (MalformedResponseException)
        {
            await RefuseAsync(http, "InternalServerErrorException", GatewayError.OtherServerError, status: 502);
        }
        catch (FunctionErrorException)
        {
            // The status has been sent, so aborting the connection is the only way to report a failure.
            http.Abort();
        }

        return instance;
    }

    // Used before the request is known to belong to the API, so its gateway responses do not apply.
    private static Task RefuseOutsideAsync(HttpContext http, int status, string type, string message)
    {
        http.Response.StatusCode = status;
        http.Response.Headers["x-amzn-ErrorType"] = type;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync($$"""{"message":"{{message}}"}""");
    }

    // The body is the same as that of the gateway responses in a deployment.
    private Task RefuseAsync(HttpContext http, string type, GatewayError error, int? status = null)
    {
        http.Response.StatusCode = status ?? error.Kind.Status;
        http.Response.Headers["x-amzn-ErrorType"] = type;
        foreach (var (name, value) in _cors.Headers(http.Request.Headers.Origin))
        {
            http.Response.Headers[name] = value;
        }

        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(error.Body(http.Response.Headers["x-amzn-RequestId"].ToString()));
    }
}

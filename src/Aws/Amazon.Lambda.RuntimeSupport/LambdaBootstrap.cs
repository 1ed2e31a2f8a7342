using System.Net;
using System.Net.Sockets;
using System.Text;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport.Bootstrap;
using Amazon.Runtime;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>
/// The runtime's loop: takes an event, runs the handler, sends its answer, and again. On Lambda Managed Instances several loops run at
/// once in one process.
/// </summary>
public class LambdaBootstrap : IDisposable
{
    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly LambdaBootstrapHandler _handler;
    private readonly LambdaBootstrapInitializer? _initializer;
    private readonly RuntimeApi _api;
    private readonly LogSettings _log = LogSettings.FromEnvironment();

    public LambdaBootstrap(HttpClient httpClient, LambdaBootstrapHandler handler, LambdaBootstrapInitializer? initializer = null)
        : this(httpClient, handler, new LambdaBootstrapOptions(), initializer, ownsHttp: false) { }

    public LambdaBootstrap(LambdaBootstrapHandler handler, LambdaBootstrapInitializer? initializer = null)
        : this(handler, new LambdaBootstrapOptions(), initializer) { }

    public LambdaBootstrap(
        LambdaBootstrapHandler handler,
        LambdaBootstrapOptions lambdaBootstrapOptions,
        LambdaBootstrapInitializer? initializer = null
    )
        : this(ConstructHttpClient(), handler, lambdaBootstrapOptions, initializer, ownsHttp: true) { }

    internal LambdaBootstrap(
        HttpClient http,
        LambdaBootstrapHandler handler,
        LambdaBootstrapOptions options,
        LambdaBootstrapInitializer? initializer,
        bool ownsHttp
    )
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(handler);
        var endpoint =
            options.RuntimeApiEndpoint
            ?? RuntimeEnvironment.RuntimeApi
            ?? throw new InvalidOperationException("There is no Runtime API: AWS_LAMBDA_RUNTIME_API is not set.");
        _http = http;
        _ownsHttp = ownsHttp;
        _handler = handler;
        _initializer = initializer;
        _api = new RuntimeApi(http, new Uri($"http://{endpoint}"));
        // A client that has sent something no longer lets its timeout be set, not even to the same value.
        if (http.Timeout != Timeout.InfiniteTimeSpan)
        {
            http.Timeout = Timeout.InfiniteTimeSpan;
        }
    }

    /// <summary>A client for the Runtime API: no timeout, no proxy, no redirects, no cookies.</summary>
    public static HttpClient ConstructHttpClient()
    {
        HttpClient client = new(
            new SocketsHttpHandler
            {
                UseProxy = false,
                UseCookies = false,
                AllowAutoRedirect = false,
                ActivityHeadersPropagator = null,
                RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", RuntimeApi.UserAgent);
        return client;
    }

    /// <summary>Runs until cancelled.</summary>
    /// <exception cref="RuntimeApiClientException">The Runtime API gives no events or failed; the process must exit.</exception>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        HeapLimit.MatchFunctionMemory();
        if (_initializer is not null && !await InitializeAsync(_initializer, cancellationToken))
        {
            return;
        }

        // Each loop has one invocation at a time. The first one that fails ends the process.
        var loops = Enumerable.Range(0, RuntimeEnvironment.Loops).Select(_ => LoopAsync(cancellationToken)).ToArray();
        await await Task.WhenAny(loops);
        await Task.WhenAll(loops);
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing && _ownsHttp)
        {
            _http.Dispose();
        }
    }

    private async Task<bool> InitializeAsync(LambdaBootstrapInitializer initializer, CancellationToken cancellationToken)
    {
        try
        {
            return await initializer();
        }
        catch (Exception e)
        {
            // Any exception must be reported to Lambda before the process exits.
            new LambdaConsoleLogger(null, null, _log).Write(LogLevel.Error, e, null, []);
            await _api.ReportInitErrorAsync(FunctionError.Of(e), cancellationToken);
            throw;
        }
    }

    private async Task LoopAsync(CancellationToken cancellationToken)
    {
        try
        {
            var goOn = true;
            while (goOn && !cancellationToken.IsCancellationRequested)
            {
                goOn = await TryInvokeOnceAsync(cancellationToken) is false || !RuntimeEnvironment.RunOnce;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // A local host stops the loop this way.
        }
    }

    private async Task<bool> TryInvokeOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await InvokeOnceAsync(cancellationToken);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The HTTP client timed out while waiting for an event; the loop polls again at once.
            return false;
        }
    }

    private async Task InvokeOnceAsync(CancellationToken cancellationToken)
    {
        var (headers, payload) = await _api.NextAsync(cancellationToken);
        LambdaContext context = new(headers, _log);
        Invocation invocation = new(context, _api, cancellationToken);
        Invocation.Current = invocation;
        PublishTraceId(context.TraceId);

        using InvocationRequest request = new(
            new MemoryStream(payload, 0, payload.Length, writable: false, publiclyVisible: true),
            context
        );
        InvocationResponse? response = null;
        Exception? failure = null;
        try
        {
            response = await _handler(request);
        }
        catch (Exception e)
        {
            // The edge of the runtime: what a handler throws ends its invocation, never the loop.
            failure = e;

            // A stopping loop closes the stream of a handler that is still writing, which is not worth a log entry.
            if (!cancellationToken.IsCancellationRequested)
            {
                context.Log.Write(LogLevel.Error, e, null, []);
            }
        }

        if (invocation.Stream is { } stream)
        {
            await EndAsync(stream, failure, context, cancellationToken);
            return;
        }

        try
        {
            await (
                failure is null ? RespondAsync(response!, context, cancellationToken) : ReportAsync(failure, context, cancellationToken)
            );
        }
        catch (HttpRequestException e) when (RuntimeEnvironment.IsConcurrent)
        {
            // The other invocations go on; if the Runtime API is gone, the next poll will fail.
            context.Log.Write(LogLevel.Error, e, "The response could not be sent.", []);
            await TryReportAsync(e, context, cancellationToken);
        }
    }

    private static async Task EndAsync(
        StreamedResponse stream,
        Exception? failure,
        LambdaContext context,
        CancellationToken cancellationToken
    )
    {
        try
        {
            Check(await stream.EndAsync(failure, cancellationToken), context);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The connection is gone, or given up as the loop stops, and the response with it; if the Runtime API is
            // gone too, the next poll will fail.
            if (!cancellationToken.IsCancellationRequested)
            {
                context.Log.Write(LogLevel.Error, e, "The response stream was cut off.", []);
            }
        }
        finally
        {
            stream.Dispose();
        }
    }

    private async Task ReportAsync(Exception failure, LambdaContext context, CancellationToken cancellationToken) =>
        Check(await _api.ReportErrorAsync(context.AwsRequestId, FunctionError.Of(failure), cancellationToken), context);

    // Without a report the caller would wait until the function's timeout.
    private async Task TryReportAsync(HttpRequestException unsent, LambdaContext context, CancellationToken cancellationToken)
    {
        try
        {
            await ReportAsync(unsent, context, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            context.Log.Write(LogLevel.Error, e, "Nor could the failure be reported.", []);
        }
    }

    private async Task RespondAsync(InvocationResponse response, LambdaContext context, CancellationToken cancellationToken)
    {
        try
        {
            var status = await _api.RespondAsync(context.AwsRequestId, response.OutputStream, cancellationToken);
            Check(status, context);
            if (status == HttpStatusCode.RequestEntityTooLarge)
            {
                Check(await _api.ReportErrorAsync(context.AwsRequestId, TooLarge, cancellationToken), context);
            }
        }
        finally
        {
            if (response.DisposeOutputStream)
            {
                await response.OutputStream.DisposeAsync();
            }
        }
    }

    private static FunctionError TooLarge => new("Function.ResponseSizeTooLarge", "The response is larger than Lambda accepts.", []);

    private static void Check(HttpStatusCode status, LambdaContext context)
    {
        if (status != HttpStatusCode.Accepted)
        {
            context.Log.Write(LogLevel.Warning, null, "The Runtime API answered {Status}.", [(int)status]);
        }
    }

    // With one invocation at a time the variable is what X-Ray clients read; with several, only the flow can hold it.
    private static void PublishTraceId(string? traceId)
    {
        if (RuntimeEnvironment.IsConcurrent)
        {
            SDKTaskContext.Default.Set(RuntimeEnvironment.TraceId, traceId);
        }
        else
        {
            Environment.SetEnvironmentVariable(RuntimeEnvironment.TraceId, traceId);
        }
    }
}

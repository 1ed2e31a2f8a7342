using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Shared;

namespace Aws.Tests.RuntimeApi;

/// <summary>A runtime loop against a fake Runtime API, stopped at the end of the test.</summary>
internal sealed class RunningFunction : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly LambdaBootstrap _bootstrap;

    private RunningFunction(LambdaBootstrapBuilder builder, FakeRuntimeApi api)
    {
        _bootstrap = builder.ConfigureOptions(options => options.RuntimeApiEndpoint = api.Endpoint).Build();
        Loop = _bootstrap.RunAsync(_stop.Token);
    }

    /// <summary>Ends when the loop does.</summary>
    public Task Loop { get; }

    public static RunningFunction Answering(
        FakeRuntimeApi api,
        Func<APIGatewayProxyRequest, ILambdaContext, Task<APIGatewayProxyResponse>> handler
    ) => new(LambdaBootstrapBuilder.Create(handler, new SourceGeneratorLambdaJsonSerializer<EventJson>()), api);

    public static RunningFunction Streaming(FakeRuntimeApi api, Func<ILambdaContext, Task> handler) =>
        new(LambdaBootstrapBuilder.Create((Stream _, ILambdaContext context) => handler(context)), api);

    public static RunningFunction Polling(FakeRuntimeApi api, HttpClient http) =>
        new(LambdaBootstrapBuilder.Create((Stream _) => Task.CompletedTask).UseHttpClient(http), api);

    public static RunningFunction Initialized(FakeRuntimeApi api, LambdaBootstrapInitializer initializer) =>
        new(LambdaBootstrapBuilder.Create((Stream _) => Task.CompletedTask).UseBootstrapHandler(initializer), api);

    public void Stop() => _stop.Cancel();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        // A loop that ended by a failure is a matter of the test's own assertions.
        await Loop.ContinueWith(_ => { }, TaskScheduler.Default);
        _bootstrap.Dispose();
        _stop.Dispose();
    }
}

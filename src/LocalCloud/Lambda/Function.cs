using System.Collections.Concurrent;
using System.Security.Cryptography;
using LocalCloud.Bedrock;
using LocalCloud.DynamoDB;
using LocalCloud.Settings;

namespace LocalCloud.Lambda;

/// <summary>A function with one instance per simultaneous event. Instances are started on demand and reused.</summary>
internal sealed class Function(string name, CloudOptions options, BedrockEmulator? bedrock, LocalDynamoDB dynamoDB, FunctionOutput output)
    : IAsyncDisposable
{
    private const int MaxInstances = 64;

    private readonly ConcurrentStack<Instance> _idle = new();
    private readonly ConcurrentBag<Instance> _all = [];
    private readonly SemaphoreSlim _free = new(MaxInstances);
    private readonly TaskCompletionSource<string> _cannotStart = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _started;

    public string Name => name;

    /// <summary>Completes with the reason if an instance ends before any instance of the function has polled for an event.</summary>
    public Task<string> CannotStart => _cannotStart.Task;

    /// <summary>Runs an event on an idle instance, or on a new one. At the limit of instances, events wait.</summary>
    /// <returns>The invocation, whose response may still be in progress, and its instance's name.</returns>
    public async Task<(PendingInvocation Invocation, string Instance)> InvokeAsync(
        string requestId,
        ReadOnlyMemory<byte> payload,
        CancellationToken cancellationToken
    )
    {
        await _free.WaitAsync(cancellationToken);
        var instance = await TakeAsync();
        PendingInvocation invocation = new(requestId, payload, TraceId(), DateTimeOffset.UtcNow + options.FunctionTimeout);
        _ = RunAsync(instance, invocation);

        return (invocation, instance.Name);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_all.Select(instance => instance.DisposeAsync().AsTask()));
        _free.Dispose();
    }

    private async Task RunAsync(Instance instance, PendingInvocation invocation)
    {
        await instance.RunAsync(invocation);
        if (!instance.HasStarted && !_all.Any(other => other.HasStarted))
        {
            _cannotStart.TrySetResult($"the function {name} cannot start: {instance.StartError.Message}");
        }

        if (instance.IsAlive)
        {
            _idle.Push(instance);
        }

        _free.Release();
    }

    private async Task<Instance> TakeAsync()
    {
        while (_idle.TryPop(out var idle))
        {
            if (idle.IsAlive)
            {
                return idle;
            }
        }

        var instanceName = $"{name}-{Interlocked.Increment(ref _started)}";
        var instance = await Instance.StartAsync(instanceName, (runtimeApi, stop) => RunFunctionAsync(instanceName, runtimeApi, stop));
        _all.Add(instance);

        return instance;
    }

    private Task RunFunctionAsync(string instanceName, string runtimeApi, CancellationToken stop)
    {
        var variables = LocalFunctionEnvironment.Of(options, name, instanceName, bedrock?.Url, dynamoDB.Url);
        variables["AWS_LAMBDA_RUNTIME_API"] = runtimeApi;

        return options.Functions is FunctionsChoice.Executable(var path)
            ? FunctionProcess.RunAsync(path, variables, output, stop)
            : InProcessFunction.RunAsync(variables, output, stop);
    }

    private static string TraceId() =>
        $"Root=1-{DateTimeOffset.UtcNow.ToUnixTimeSeconds():x8}-{RandomNumberGenerator.GetHexString(24, lowercase: true)};Parent={RandomNumberGenerator.GetHexString(16, lowercase: true)};Sampled=1";
}

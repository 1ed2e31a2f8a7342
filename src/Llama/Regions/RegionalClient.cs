using Amazon.BedrockRuntime;
using Polly;
using Polly.CircuitBreaker;

namespace Llama.Regions;

/// <summary>
/// One region's client with a circuit breaker, used if there is another region to call. The circuit opens for <see cref="Break"/> after
/// repeated failures; then a single call tests whether the region works again.
/// </summary>
internal sealed class RegionalClient
{
    /// <summary>How long the circuit breaker stays open.</summary>
    public static readonly TimeSpan Break = TimeSpan.FromSeconds(30);

    // Most function instances have one request at a time, so three calls within a minute are enough to judge.
    private const int LeastRequests = 3;
    private const double Failures = 0.6;

    private readonly BedrockRegion _region;
    private readonly Lazy<IAmazonBedrockRuntime> _bedrock;
    private readonly Lazy<ResiliencePipeline>? _circuit;
    private readonly CircuitBreakerStateProvider _state = new();

    public RegionalClient(BedrockRegion region, bool hasAlternative, TimeProvider time)
    {
        _region = region;
        _bedrock = new(region.Connect);
        _circuit = hasAlternative ? new(() => CreateCircuit(time)) : null;
    }

    public string? Name => _region.Name is { Length: > 0 } name ? name : NameOf(_bedrock.Value);

    /// <summary>The address of the region's service; null if its client does not provide it.</summary>
    public Uri? Endpoint =>
        _bedrock.Value.Config is not { } config ? null
        : config.ServiceURL is { Length: > 0 } url ? new(url)
        : config.RegionEndpoint is { } region ? new($"https://bedrock-runtime.{region.SystemName}.{region.PartitionDnsSuffix}")
        : null;

    /// <summary>Whether the circuit breaker is open.</summary>
    public bool IsOpen => _circuit is { IsValueCreated: true } && _state.CircuitState == CircuitState.Open;

    /// <exception cref="LlamaException">The call failed.</exception>
    /// <exception cref="BrokenCircuitException">No call was made, because the circuit breaker is open.</exception>
    public async Task<T> CallAsync<T>(Func<IAmazonBedrockRuntime, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        if (_circuit is { IsValueCreated: true })
        {
            return await _circuit
                .Value.ExecuteAsync(
                    static async (state, token) => await state.call(state._bedrock.Value, token).ConfigureAwait(false),
                    (call, _bedrock),
                    cancellationToken
                )
                .ConfigureAwait(false);
        }

        try
        {
            var answer = await call(_bedrock.Value, cancellationToken).ConfigureAwait(false);
            if (_circuit is { IsValueCreated: true })
            {
                // Another call, which was made at the same time, has failed meanwhile.
                await WatchAsync(_circuit.Value, null).ConfigureAwait(false);
            }

            return answer;
        }
        catch (LlamaException failure) when (_circuit is not null && failure.IsRetryable)
        {
            // Polly takes milliseconds to set up, so a cold start does without it: before the first failure there is nothing to count.
            await WatchAsync(_circuit.Value, failure).ConfigureAwait(false);
            throw;
        }
    }

    private static async Task WatchAsync(ResiliencePipeline circuit, LlamaException? failure)
    {
        var context = ResilienceContextPool.Shared.Get(CancellationToken.None);
        await circuit
            .ExecuteOutcomeAsync(
                static (_, failure) =>
                    failure is null ? Outcome.FromResultAsValueTask(true) : Outcome.FromExceptionAsValueTask<bool>(failure),
                context,
                failure
            )
            .ConfigureAwait(false);
        ResilienceContextPool.Shared.Return(context);
    }

    private ResiliencePipeline CreateCircuit(TimeProvider time) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(
                new()
                {
                    ShouldHandle = static outcome => new(outcome.Outcome.Exception is LlamaException { IsRetryable: true }),
                    FailureRatio = Failures,
                    MinimumThroughput = LeastRequests,
                    SamplingDuration = TimeSpan.FromMinutes(1),
                    BreakDuration = Break,
                    StateProvider = _state,
                }
            )
            .Build();

    private static string? NameOf(IAmazonBedrockRuntime bedrock) =>
        bedrock.Config is { } config ? config.AuthenticationRegion ?? config.RegionEndpoint?.SystemName : null;
}

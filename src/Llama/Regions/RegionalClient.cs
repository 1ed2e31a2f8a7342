using Amazon.BedrockRuntime;
using Polly;
using Polly.CircuitBreaker;

namespace Llama.Regions;

/// <summary>
/// One region's client. Where there is another region to go to, one that keeps failing is left alone for
/// <see cref="Break"/>; then a single request finds out whether it is back.
/// </summary>
internal sealed class RegionalClient
{
    /// <summary>How long a region is left alone.</summary>
    public static readonly TimeSpan Break = TimeSpan.FromSeconds(30);

    // An instance of a function has one request at a time: three of five that fail within a minute are many.
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

    /// <summary>Where the region is called; null if its client does not say.</summary>
    public Uri? Endpoint =>
        _bedrock.Value.Config is not { } config ? null
        : config.ServiceURL is { Length: > 0 } url ? new(url)
        : config.RegionEndpoint is { } region ? new($"https://bedrock-runtime.{region.SystemName}.{region.PartitionDnsSuffix}")
        : null;

    /// <summary>Whether requests pass the region by just now.</summary>
    public bool IsOpen => _circuit is { IsValueCreated: true } && _state.CircuitState == CircuitState.Open;

    /// <exception cref="LlamaException">The call failed.</exception>
    /// <exception cref="BrokenCircuitException">There was none: the region is being left alone.</exception>
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
            return await call(_bedrock.Value, cancellationToken).ConfigureAwait(false);
        }
        catch (LlamaException failure) when (_circuit is not null && failure.IsRetryable)
        {
            // Polly takes milliseconds to set up. A cold start is spared them: there is nothing to watch before this.
            await WatchAsync(_circuit.Value, failure).ConfigureAwait(false);
            throw;
        }
    }

    private static async Task WatchAsync(ResiliencePipeline circuit, LlamaException failure)
    {
        var context = ResilienceContextPool.Shared.Get(CancellationToken.None);
        await circuit
            .ExecuteOutcomeAsync(static (_, failure) => Outcome.FromExceptionAsValueTask<bool>(failure), context, failure)
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

using Amazon.BedrockRuntime;
using Llama.Errors;
using Polly.CircuitBreaker;

namespace Llama.Regions;

/// <summary>
/// Calls one region after the other until one begins to answer. A request makes at most <see cref="ModelCalls.Most"/> calls, and all of
/// them share the caller's time.
/// </summary>
internal sealed class Failover
{
    // The suggested Retry-After of a request that has used up its calls.
    private static readonly TimeSpan _noCallsLeft = TimeSpan.FromSeconds(5);

    private readonly RegionalClient[] _regions;
    private readonly RegionRetries? _retries;
    private readonly bool _isPatient;
    private readonly TimeProvider _time;

    /// <param name="regions">The regions, preferred first.</param>
    /// <param name="isPatient">Whether to wait, for four minutes at most, for a model that is being loaded.</param>
    /// <param name="time">The clock for pauses and timeouts.</param>
    public Failover(IReadOnlyList<BedrockRegion> regions, bool isPatient, TimeProvider time)
        : this(regions, time) => (_retries, _isPatient) = (new(Math.Max(1, ModelCalls.Most / _regions.Length), isPatient, time), isPatient);

    private Failover(IReadOnlyList<BedrockRegion> regions, TimeProvider time)
    {
        _regions =
            regions.Count > 0
                ? [.. regions.Select(region => new RegionalClient(region, hasAlternative: regions.Count > 1, time))]
                : throw new ArgumentException("A model needs a region.", nameof(regions));
        _time = time;
    }

    /// <summary>The address of the first region's service; null if its client does not provide it.</summary>
    public Uri? Endpoint => _regions[0].Endpoint;

    /// <summary>The number of regions whose circuit breaker is open.</summary>
    public int CircuitsOpen => _regions.Count(region => region.IsOpen);

    /// <summary>A single region with the caller's own client and the retries configured in it.</summary>
    public static Failover Only(IAmazonBedrockRuntime bedrock) => new([new("", () => bedrock)], TimeProvider.System);

    /// <param name="call">One call, which returns when the region begins to answer. It disposes of the limit.</param>
    /// <param name="firstByte">The timeout until then, if there is another region to call.</param>
    /// <param name="calls">Counts the calls and stops when none is left.</param>
    /// <param name="cancellationToken">Cancelled at the end of the caller's time, for all calls together.</param>
    /// <exception cref="LlamaException">The most informative of the failures.</exception>
    /// <exception cref="OperationCanceledException">
    /// The caller cancelled. If that was while the model was being loaded, the inner exception says so.
    /// </exception>
    public Task<Served<T>> CallAsync<T>(
        Func<IAmazonBedrockRuntime, FirstByteLimit, Task<T>> call,
        TimeSpan firstByte,
        ModelCalls calls,
        CancellationToken cancellationToken
    ) =>
        _retries is null
            ? TryEachRegionAsync(call, firstByte, calls, cancellationToken)
            : _retries.RunAsync(token => TryEachRegionAsync(call, firstByte, calls, token), cancellationToken);

    /// <summary>Calls each region once, in order.</summary>
    private async Task<Served<T>> TryEachRegionAsync<T>(
        Func<IAmazonBedrockRuntime, FirstByteLimit, Task<T>> call,
        TimeSpan firstByte,
        ModelCalls calls,
        CancellationToken cancellationToken
    )
    {
        List<LlamaException> failures = [];
        calls.CircuitsOpen = CircuitsOpen;
        foreach (var region in _regions.TakeWhile(_ => calls.Left > 0))
        {
            // The last region may take all the remaining time.
            var limit = region == _regions[^1] ? Timeout.InfiniteTimeSpan : firstByte;
            try
            {
                var answer = await region
                    .CallAsync((bedrock, token) => CountedAsync(call, bedrock, new(limit, _time, token), calls, token), cancellationToken)
                    .ConfigureAwait(false);

                calls.Span?.SetTag(TraceNames.Region, region.Name).SetTag(TraceNames.ServerAddress, region.Endpoint?.Host);
                return new(answer, region.Name);
            }
            catch (LlamaException failure) when (failure.IsRetryable || (failures.Count > 0 && IsTheRegionsOwn(failure)))
            {
                calls.CircuitsOpen = CircuitsOpen;
                failures.Add(failure);
                Note(calls, region, failure.Error.ToString());
            }
            catch (BrokenCircuitException open)
            {
                failures.Add(LeftAlone(open));
                Note(calls, region, "circuit_open");
            }
        }

        var failed =
            failures.Count > 0
                ? MostTelling(failures)
                : LlamaException.Of(LlamaError.Unavailable, BedrockErrors.Message(LlamaError.Unavailable), retryAfter: _noCallsLeft);
        failed.IsOutOfCalls = calls.Left == 0;
        throw failed;
    }

    private async Task<T> CountedAsync<T>(
        Func<IAmazonBedrockRuntime, FirstByteLimit, Task<T>> call,
        IAmazonBedrockRuntime bedrock,
        FirstByteLimit limit,
        ModelCalls calls,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        calls.Begin();
        try
        {
            return await call(bedrock, limit).ConfigureAwait(false);
        }
        catch (LlamaException throttled) when (throttled.Error == LlamaError.Throttled)
        {
            calls.Throttle();
            throw;
        }
        catch (LlamaException loading) when (_isPatient && loading.Error == LlamaError.NotReady)
        {
            calls.TakeBack();
            throw;
        }
        catch (Exception failure) when (!Settlement.IsKnown(failure))
        {
            calls.LeaveUnsettled();
            throw;
        }
    }

    private static void Note(ModelCalls calls, RegionalClient region, string error) =>
        calls.Span?.AddEvent(new(TraceNames.FailedCall, tags: new() { [TraceNames.Region] = region.Name, [TraceNames.Error] = error }));

    // In the first region it is the operator's mistake. In another one it must not hide the first region's temporary failure.
    private static bool IsTheRegionsOwn(LlamaException failure) =>
        failure.Error is LlamaError.AccessDenied or LlamaError.Retired or LlamaError.Misconfigured;

    private static LlamaException LeftAlone(BrokenCircuitException open)
    {
        var error = open.InnerException is LlamaException { Error: LlamaError.Throttled or LlamaError.NotReady } cause
            ? cause.Error
            : LlamaError.Unavailable;

        return LlamaException.Of(error, BedrockErrors.Message(error), open, open.RetryAfter ?? TimeSpan.FromSeconds(1));
    }

    // A failure from a call is more informative than an open circuit; then the one with the shortest wait.
    private static LlamaException MostTelling(IReadOnlyList<LlamaException> failures) =>
        failures
            .OrderBy(failure => failure.RetryAfter ?? TimeSpan.Zero)
            .ThenBy(failure =>
                failure.Error switch
                {
                    LlamaError.Throttled => 0,
                    LlamaError.NotReady => 1,
                    LlamaError.Unavailable => 2,
                    LlamaError.TimedOut => 3,
                    LlamaError.Interrupted => 4,
                    _ => 5,
                }
            )
            .First();
}

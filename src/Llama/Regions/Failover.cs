using Amazon.BedrockRuntime;
using Llama.Errors;
using Polly.CircuitBreaker;

namespace Llama.Regions;

/// <summary>
/// Asks one region after the other until one begins to answer. Nothing multiplies here: a request makes at most
/// <see cref="ModelCalls.Most"/> calls, and all of them share the caller's time.
/// </summary>
internal sealed class Failover
{
    // What a user is told to wait for whose request has used up its calls.
    private static readonly TimeSpan _noCallsLeft = TimeSpan.FromSeconds(5);

    private readonly RegionalClient[] _regions;
    private readonly Rounds? _rounds;
    private readonly bool _isPatient;
    private readonly TimeProvider _time;

    /// <param name="regions">The regions, preferred first.</param>
    /// <param name="isPatient">Whether a model that is being loaded is waited for until the caller's time is up.</param>
    /// <param name="time">Pauses and limits run on it.</param>
    public Failover(IReadOnlyList<BedrockRegion> regions, bool isPatient, TimeProvider time)
        : this(regions, time) => (_rounds, _isPatient) = (new(Math.Max(1, ModelCalls.Most / _regions.Length), isPatient, time), isPatient);

    private Failover(IReadOnlyList<BedrockRegion> regions, TimeProvider time)
    {
        _regions =
            regions.Count > 0
                ? [.. regions.Select(region => new RegionalClient(region, hasAlternative: regions.Count > 1, time))]
                : throw new ArgumentException("A model needs a region.", nameof(regions));
        _time = time;
    }

    /// <summary>Where the region that is asked first is called; null if its client does not say.</summary>
    public Uri? Endpoint => _regions[0].Endpoint;

    /// <summary>How many regions are being left alone just now.</summary>
    public int CircuitsOpen => _regions.Count(region => region.IsOpen);

    /// <summary>A caller's own client, with the retries that the caller configured and no others.</summary>
    public static Failover Only(IAmazonBedrockRuntime bedrock) => new([new("", () => bedrock)], TimeProvider.System);

    /// <param name="call">One attempt, which ends when the region has begun to answer. It owns the limit.</param>
    /// <param name="firstByte">How long that may take where there is another region to ask.</param>
    /// <param name="calls">Counts the calls, and ends them when none is left.</param>
    /// <param name="cancellationToken">The end of the caller's time, for all attempts together.</param>
    /// <exception cref="LlamaException">The failure that tells the caller most.</exception>
    /// <exception cref="OperationCanceledException">
    /// The caller left. If that was while the model was being loaded, the inner exception says so.
    /// </exception>
    public Task<Served<T>> CallAsync<T>(
        Func<IAmazonBedrockRuntime, FirstByteLimit, Task<T>> call,
        TimeSpan firstByte,
        ModelCalls calls,
        CancellationToken cancellationToken
    ) =>
        _rounds is null
            ? RoundAsync(call, firstByte, calls, cancellationToken)
            : _rounds.RunAsync(token => RoundAsync(call, firstByte, calls, token), cancellationToken);

    /// <summary>Each region once, in order.</summary>
    private async Task<Served<T>> RoundAsync<T>(
        Func<IAmazonBedrockRuntime, FirstByteLimit, Task<T>> call,
        TimeSpan firstByte,
        ModelCalls calls,
        CancellationToken cancellationToken
    )
    {
        List<LlamaException> failures = [];
        foreach (var region in _regions.TakeWhile(_ => calls.Left > 0))
        {
            // The last one may take all the time there is.
            var limit = region == _regions[^1] ? Timeout.InfiniteTimeSpan : firstByte;
            try
            {
                var answer = await region
                    .CallAsync((bedrock, token) => CountedAsync(call, bedrock, new(limit, _time, token), calls, token), cancellationToken)
                    .ConfigureAwait(false);

                return new(answer, region.Name);
            }
            catch (LlamaException failure) when (failure.IsRetryable || (failures.Count > 0 && IsTheRegionsOwn(failure)))
            {
                failures.Add(failure);
            }
            catch (BrokenCircuitException open)
            {
                failures.Add(LeftAlone(open));
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

    // In the first region it is the operator's mistake. In another it must not hide that the first will be back.
    private static bool IsTheRegionsOwn(LlamaException failure) =>
        failure.Error is LlamaError.AccessDenied or LlamaError.Retired or LlamaError.Misconfigured;

    private static LlamaException LeftAlone(BrokenCircuitException open)
    {
        var error = open.InnerException is LlamaException { Error: LlamaError.Throttled or LlamaError.NotReady } cause
            ? cause.Error
            : LlamaError.Unavailable;

        return LlamaException.Of(error, BedrockErrors.Message(error), open, open.RetryAfter ?? TimeSpan.FromSeconds(1));
    }

    // What was said comes before what was not asked; then what passes soonest.
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

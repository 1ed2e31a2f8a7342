using System.Runtime.ExceptionServices;
using Polly;
using Polly.Retry;

namespace Llama.Regions;

/// <summary>Retries: tries all regions again, after a pause, if none of them answered.</summary>
/// <param name="most">The most passes over the regions, including the first.</param>
/// <param name="isPatient">Whether to retry a model that is being loaded, for four minutes at most.</param>
/// <param name="time">The clock for the pauses.</param>
internal sealed class RegionRetries(int most, bool isPatient, TimeProvider time)
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(10);

    // API Gateway ends a connection that is idle for five minutes.
    private static readonly TimeSpan _longestLoading = TimeSpan.FromMinutes(4);

    private ResiliencePipeline? _pipeline;

    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        LlamaException? last;
        try
        {
            return await attempt(cancellationToken).ConfigureAwait(false);
        }
        catch (LlamaException failure) when (MayRetry(failure, attemptsBefore: 0))
        {
            last = failure;
        }

        try
        {
            // Polly takes milliseconds to set up, so a cold start does without it until the first failure.
            var first = last;
            using CancellationTokenSource patience = new(_longestLoading, time);
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            return await (_pipeline ??= Create()).ExecuteAsync(RetryAsync, waiting.Token).ConfigureAwait(false);

            // A call in progress when the time is up may still be answered.
            async ValueTask<T> RetryAsync(CancellationToken _)
            {
                if (Interlocked.Exchange(ref first, null) is { } failed)
                {
                    ExceptionDispatchInfo.Throw(failed);
                }

                try
                {
                    return await attempt(cancellationToken).ConfigureAwait(false);
                }
                catch (LlamaException failure)
                {
                    last = failure.RetryAfter is null ? failure : last;
                    throw;
                }
            }
        }
        catch (LlamaException failure) when (failure.RetryAfter is not null)
        {
            // A pass in which all circuits were open is less informative than the one before it.
            ExceptionDispatchInfo.Throw(last);
            throw;
        }
        catch (OperationCanceledException) when (last is { Error: LlamaError.NotReady })
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                ExceptionDispatchInfo.Throw(last);
            }

            throw new OperationCanceledException(last.Message, last, cancellationToken);
        }
    }

    private bool MayRetry(LlamaException failure, int attemptsBefore) =>
        failure is { IsRetryable: true, RetryAfter: null }
        && ((attemptsBefore + 1 < most && !failure.IsOutOfCalls) || (isPatient && failure.Error == LlamaError.NotReady));

    private ResiliencePipeline Create() =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(
                new RetryStrategyOptions
                {
                    ShouldHandle = outcome =>
                        new(outcome.Outcome.Exception is LlamaException failure && MayRetry(failure, outcome.AttemptNumber)),
                    MaxRetryAttempts = int.MaxValue,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Delay = _firstPause,
                    MaxDelay = _longestPause,
                }
            )
            .Build();
}

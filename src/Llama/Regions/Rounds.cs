using System.Runtime.ExceptionServices;
using Polly;
using Polly.Retry;

namespace Llama.Regions;

/// <summary>Goes round the regions again, after a pause, when none of them answered.</summary>
/// <param name="most">The most rounds there are, the first included.</param>
/// <param name="isPatient">Whether a model that is being loaded is asked for again until the caller's time is up.</param>
/// <param name="time">What the pauses are measured with.</param>
internal sealed class Rounds(int most, bool isPatient, TimeProvider time)
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(10);

    // A caller who waits longer than API Gateway's five idle minutes is answered by API Gateway.
    private static readonly TimeSpan _longestLoading = TimeSpan.FromMinutes(4);

    private ResiliencePipeline? _pipeline;

    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> round, CancellationToken cancellationToken)
    {
        LlamaException? last;
        try
        {
            return await round(cancellationToken).ConfigureAwait(false);
        }
        catch (LlamaException failure) when (IsWorthAnother(failure, roundsBefore: 0))
        {
            last = failure;
        }

        try
        {
            // Polly takes milliseconds to set up, which a cold start is spared. It takes over with the first failure.
            var first = last;
            using CancellationTokenSource patience = new(_longestLoading, time);
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            return await (_pipeline ??= Create()).ExecuteAsync(AgainAsync, waiting.Token).ConfigureAwait(false);

            // A call that is under way when the patience ends may still be answered.
            async ValueTask<T> AgainAsync(CancellationToken _)
            {
                if (Interlocked.Exchange(ref first, null) is { } failed)
                {
                    ExceptionDispatchInfo.Throw(failed);
                }

                try
                {
                    return await round(cancellationToken).ConfigureAwait(false);
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
            // A round in which nobody was asked any more tells less than the one before it.
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

    private bool IsWorthAnother(LlamaException failure, int roundsBefore) =>
        failure is { IsRetryable: true, RetryAfter: null }
        && ((roundsBefore + 1 < most && !failure.IsOutOfCalls) || (isPatient && failure.Error == LlamaError.NotReady));

    private ResiliencePipeline Create() =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(
                new RetryStrategyOptions
                {
                    ShouldHandle = outcome =>
                        new(outcome.Outcome.Exception is LlamaException failure && IsWorthAnother(failure, outcome.AttemptNumber)),
                    MaxRetryAttempts = int.MaxValue,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Delay = _firstPause,
                    MaxDelay = _longestPause,
                }
            )
            .Build();
}

using System.Runtime.CompilerServices;
using Amazon.Lambda.Core;
using Chat.Prompts;
using Llama;

namespace Chat.Metering;

/// <summary>
/// The accounting of one answer: reserves room before the model is called, records tokens while they arrive, and books what was billed at
/// the end, whether the answer succeeded or not.
/// </summary>
/// <param name="meter">Reserves and books.</param>
/// <param name="owner">The owner who pays.</param>
/// <param name="deadline">The latest time at which this process ends.</param>
/// <param name="log">Gets a line for what could not be booked.</param>
internal sealed class Charge(Meter meter, string owner, Func<DateTimeOffset> deadline, ILambdaLogger log) : IAsyncDisposable
{
    private Reservation? _reservation;
    private bool _isBooked;
    private bool _isUnknown;

    /// <summary>The calls to the model for this answer.</summary>
    public ModelCalls Calls { get; } = new();

    /// <summary>What Bedrock reported as billed so far; null before the first report.</summary>
    public TokenUsage? Tokens { get; private set; }

    /// <exception cref="Http.ProblemException">A limit is reached; nothing is reserved.</exception>
    public async Task ReserveAsync(WorstCase worst, CancellationToken cancellationToken) =>
        _reservation = await meter.ReserveAsync(owner, worst, deadline(), cancellationToken);

    /// <summary>Passes a stream on and records the tokens of each item.</summary>
    /// <param name="stream">The model's stream.</param>
    /// <param name="tokens">The tokens billed so far, from an item and the previous count.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async IAsyncEnumerable<T> NoteAsync<T>(
        IAsyncEnumerable<T> stream,
        Func<T, TokenUsage?, TokenUsage?> tokens,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var items = stream.GetAsyncEnumerator(cancellationToken);
        while (await NoteFailureAsync(items.MoveNextAsync().AsTask()))
        {
            Tokens = Possible(() => tokens(items.Current, Tokens));
            yield return items.Current;
        }
    }

    public IAsyncEnumerable<ChatEvent> NoteAsync(IAsyncEnumerable<ChatEvent> stream, CancellationToken cancellationToken) =>
        NoteAsync(
            stream,
            (item, soFar) =>
                item switch
                {
                    ChatEvent.Text text => text.Usage,
                    ChatEvent.Completed completed => completed.Usage,
                    _ => soFar,
                },
            cancellationToken
        );

    /// <summary>Passes a whole answer on and records its tokens.</summary>
    public async Task<T> NoteAsync<T>(Task<T> call, Func<T, TokenUsage?> tokens)
    {
        var answer = await NoteFailureAsync(call);
        Tokens = Possible(() => tokens(answer));
        if (Tokens is null)
        {
            LeaveUnsettled();
        }

        return answer;
    }

    /// <summary>Books the answer, whatever its outcome. Never throws: a failed booking must not lose the answer.</summary>
    public Task SettleAsync() => BookAsync(isAnswer: true);

    /// <summary>Returns the reservation, because the model was not called.</summary>
    public Task ReleaseAsync()
    {
        Tokens = default(TokenUsage);

        return BookAsync(isAnswer: false);
    }

    /// <summary>Books what was billed, if that has not been done. Without any tokens it does not count as an answer.</summary>
    public async ValueTask DisposeAsync() => await BookAsync(isAnswer: Tokens is { TotalTokens: > 0 });

    // An impossible count, or an answer without counts, says nothing about the cost, so it must neither use up the budget nor return the
    // reservation.
    private TokenUsage? Possible(Func<TokenUsage?> read)
    {
        var isKnown = false;
        try
        {
            var told = read();
            isKnown = told is not { } counts || meter.IsPossible(counts);

            return isKnown ? told : null;
        }
        finally
        {
            if (!isKnown)
            {
                LeaveUnsettled();
            }
        }
    }

    // Once per answer, however many of its chunks have no counts.
    private void LeaveUnsettled()
    {
        if (!_isUnknown)
        {
            _isUnknown = true;
            Calls.LeaveUnsettled();
        }
    }

    private async Task BookAsync(bool isAnswer)
    {
        if (_isBooked)
        {
            return;
        }

        _isBooked = true;
        try
        {
            await meter.BookAsync(owner, _reservation, Tokens ?? default, Calls.Unsettled, isAnswer);
        }
        catch (Exception failure)
        {
            // Any exception: the answer exists and is paid for. Its reservation stays in the budget at the highest possible cost.
            var tokens = Tokens ?? default;
            log.LogError(failure, "usage_not_booked {PromptTokens} {CompletionTokens}", tokens.PromptTokens, tokens.CompletionTokens);
        }
    }

    private async Task<T> NoteFailureAsync<T>(Task<T> call)
    {
        try
        {
            return await call;
        }
        catch (LlamaException failure)
        {
            // Calls that may have been billed without a report are counted in Calls.
            Tokens = failure.PartialUsage.TotalTokens > 0 ? failure.PartialUsage : Tokens ?? default(TokenUsage);
            throw;
        }
    }
}

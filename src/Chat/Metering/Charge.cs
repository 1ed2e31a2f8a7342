using System.Runtime.CompilerServices;
using Amazon.Lambda.Core;
using Chat.Prompts;
using Llama;

namespace Chat.Metering;

/// <summary>
/// One answer's bill: room is reserved before the model is asked, its tokens are noted as they come, and what was billed is booked at its
/// end, whatever the end.
/// </summary>
/// <param name="meter">The books.</param>
/// <param name="owner">Who pays.</param>
/// <param name="deadline">When this process is ended at the latest.</param>
/// <param name="log">Told of what could not be booked.</param>
internal sealed class Charge(Meter meter, string owner, Func<DateTimeOffset> deadline, ILambdaLogger log) : IAsyncDisposable
{
    private Reservation? _reservation;
    private bool _isBooked;
    private bool _isUnknown;

    /// <summary>The calls to the model that are made for this answer.</summary>
    public ModelCalls Calls { get; } = new();

    /// <summary>What Bedrock billed, as far as it told; null before it told anything.</summary>
    public TokenUsage? Tokens { get; private set; }

    /// <exception cref="Http.ProblemException">A limit is in the way; nothing is reserved.</exception>
    public async Task ReserveAsync(WorstCase worst, CancellationToken cancellationToken) =>
        _reservation = await meter.ReserveAsync(owner, worst, deadline(), cancellationToken);

    /// <summary>Passes a stream on, and notes the tokens of each item.</summary>
    /// <param name="stream">What the model says.</param>
    /// <param name="tokens">The tokens billed up to an item, from it and from the count before it.</param>
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

    /// <summary>Passes a whole answer on, and notes its tokens.</summary>
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

    /// <summary>Books the answer, whatever came of it. Never throws: no answer is lost for its bill.</summary>
    public Task SettleAsync() => BookAsync(isAnswer: true);

    /// <summary>Gives back what was reserved: the model was not asked.</summary>
    public Task ReleaseAsync()
    {
        Tokens = default(TokenUsage);

        return BookAsync(isAnswer: false);
    }

    /// <summary>Books what was billed, if that is not done; what cost nothing is no answer.</summary>
    public async ValueTask DisposeAsync() => await BookAsync(isAnswer: Tokens is { TotalTokens: > 0 });

    // A count that no answer can have, or an answer that holds none, says nothing of the cost: it must neither empty the
    // budget nor fill it up again.
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

    // Once for this answer, however many of its chunks say nothing.
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
            // Whatever it is, the answer is there and paid for. A reservation stays in the budget at its worst.
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
            // What it may have billed without telling is in Calls.
            Tokens = failure.PartialUsage.TotalTokens > 0 ? failure.PartialUsage : Tokens ?? default(TokenUsage);
            throw;
        }
    }
}

using System.Runtime.CompilerServices;
using Amazon.Lambda.Core;
using Chat.Prompts;
using Chat.Telemetry;
using Llama;

namespace Chat.Metering;

/// <summary>
/// The accounting of one answer: reserves room before the model is called, records tokens while they arrive, and books what was billed at
/// the end, whether the answer succeeded or not.
/// </summary>
/// <param name="meter">Reserves and books.</param>
/// <param name="payer">Who pays.</param>
/// <param name="deadline">The latest time at which this process ends.</param>
/// <param name="log">Gets a line for what could not be booked.</param>
internal sealed class Charge(Meter meter, Payer payer, Func<DateTimeOffset> deadline, ILambdaLogger log) : IAsyncDisposable
{
    private Reservation? _reservation;
    private bool _isBooked;
    private bool _isUnknown;
    private AnswerOutcome _outcome;
    private string? _region;
    private bool _hasGuardrailIntervened;
    private long? _asked;
    private TimeSpan? _firstToken;
    private readonly ReviewedAnswer? _review = RequestMeasurements.Current.Review;

    /// <summary>The calls to the model for this answer.</summary>
    public ModelCalls Calls { get; } = new();

    /// <summary>What Bedrock reported as billed so far; null before the first report.</summary>
    public TokenUsage? Tokens { get; private set; }

    /// <exception cref="Http.ProblemException">A limit is reached; nothing is reserved.</exception>
    public async Task ReserveAsync(WorstCase worst, CancellationToken cancellationToken)
    {
        _reservation = await meter.ReserveAsync(payer, worst, deadline(), cancellationToken);
        _review?.Prompt = worst.Prompt;
    }

    /// <summary>Passes a stream on and records what each item reports.</summary>
    /// <param name="stream">The model's stream.</param>
    /// <param name="read">What an item reports, from it and the previous token count.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async IAsyncEnumerable<T> NoteAsync<T>(
        IAsyncEnumerable<T> stream,
        Func<T, TokenUsage?, AnswerPart> read,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        _asked = meter.Time.GetTimestamp();
        await using var items = stream.GetAsyncEnumerator(cancellationToken);
        while (await NoteFailureAsync(items.MoveNextAsync().AsTask()))
        {
            _firstToken ??= meter.Time.GetElapsedTime(_asked.Value);
            Record(() => read(items.Current, Tokens));
            _review?.Say(AnswerText.Of(items.Current));
            yield return items.Current;
        }

        _outcome = AnswerOutcome.Whole;
    }

    public IAsyncEnumerable<ChatEvent> NoteAsync(IAsyncEnumerable<ChatEvent> stream, CancellationToken cancellationToken) =>
        NoteAsync(
            stream,
            (item, soFar) =>
                item switch
                {
                    ChatEvent.Text text => new(text.Usage, item.Region, text.Guardrail),
                    ChatEvent.Completed completed => new(completed.Usage, item.Region, completed.Guardrail, IsLast: true),
                    _ => new AnswerPart(soFar, item.Region),
                },
            cancellationToken
        );

    /// <summary>Passes a whole answer on and records what it reports.</summary>
    public async Task<T> NoteAsync<T>(Task<T> call, Func<T, AnswerPart> read)
    {
        _asked = meter.Time.GetTimestamp();
        var answer = await NoteFailureAsync(call);
        Record(() => read(answer));
        _review?.Say(AnswerText.Of(answer));
        _outcome = AnswerOutcome.Whole;
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
    private void Record(Func<AnswerPart> read)
    {
        var isKnown = false;
        try
        {
            var part = read();
            isKnown = part.Tokens is not { } counts || meter.IsPossible(counts);
            Tokens = isKnown ? part.Tokens : null;
            _region = part.Region ?? _region;
            _hasGuardrailIntervened |= part.Guardrail != GuardrailAction.None;
            if (part.Guardrail != GuardrailAction.None)
            {
                _review?.Guardrail = part.Guardrail.ToString().ToLowerInvariant();
            }

            _outcome = part.IsLast ? AnswerOutcome.Whole : _outcome;
        }
        catch (Exception unreadable) when (unreadable is not OperationCanceledException)
        {
            _outcome = AnswerOutcome.Failed;
            throw;
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
        Measure();
        try
        {
            await meter.BookAsync(payer, _reservation, Tokens ?? default, Calls.Unsettled, isAnswer);
        }
        catch (Exception failure)
        {
            // Any exception: the answer exists and is paid for. Its reservation stays in the budget at the highest possible cost.
            var tokens = Tokens ?? default;
            RequestMeasurements.Current.CountUsageNotBooked();
            log.LogError(failure, "usage_not_booked {PromptTokens} {CompletionTokens}", tokens.PromptTokens, tokens.CompletionTokens);
        }
    }

    // An answer for which the model was not asked is none.
    private void Measure()
    {
        if (_asked is not { } asked || Calls.Made == 0)
        {
            return;
        }

        var (settings, tokens) = (meter.Settings, Tokens ?? default);
        RequestMeasurements.Current.Answer = new(settings.Model.InvocationId, _outcome)
        {
            Region = _region,
            IsFailover = _region is not null && _region != settings.Regions[0],
            IsLegacy = settings.Model is { IsDedicated: false, Model.Lifecycle: ModelLifecycle.Legacy },
            PromptTokens = tokens.PromptTokens,
            CompletionTokens = tokens.CompletionTokens,
            CostUsd = settings.Pricing.Cost(tokens),
            Duration = meter.Time.GetElapsedTime(asked),
            FirstToken = _firstToken,
            Retries = Calls.Made - 1,
            Throttled = Calls.Throttled,
            CircuitsOpen = Calls.CircuitsOpen,
            HasGuardrailIntervened = _hasGuardrailIntervened,
        };
    }

    private async Task<T> NoteFailureAsync<T>(Task<T> call)
    {
        try
        {
            return await call;
        }
        catch (LlamaException failure)
        {
            _outcome = AnswerOutcome.Failed;

            // Calls that may have been billed without a report are counted in Calls.
            Tokens = failure.PartialUsage.TotalTokens > 0 ? failure.PartialUsage : Tokens ?? default(TokenUsage);
            throw;
        }
    }
}

using System.Runtime.CompilerServices;
using System.Text;
using Chat.Http;
using Llama;

namespace Chat.Conversations;

/// <summary>A turn that has begun: its user's text is durable, and it is ours.</summary>
internal sealed record OpenTurn(string Owner, Conversation Conversation, ConversationTurn Turn, ContextFit Context, InferenceParameters Parameters, int EarlierTurns);

/// <summary>What a turn tells while it is generated: any number of texts, then its end.</summary>
internal abstract record TurnEvent
{
    private TurnEvent()
    {
    }

    public sealed record Text(string Value) : TurnEvent;

    /// <summary>The turn as it is stored, and the failure if it failed.</summary>
    public sealed record Ended(ConversationTurn Turn, Exception? Failure) : TurnEvent;
}

/// <summary>The life of a turn: begun before the model is called, ended with whatever was produced and paid for.</summary>
internal sealed class TurnRunner(
    ChatSettings settings, BedrockConnection bedrock, ConversationStore conversations, TurnStore turns, UsageStore usage, TimeProvider time)
{
    /// <summary>How long a process that has died keeps its turn.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan _renewal = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(800);

    private readonly ContextWindow _window = new(settings);

    /// <param name="owner">Whose conversation it is.</param>
    /// <param name="conversation">The conversation.</param>
    /// <param name="content">The user's text; null to answer the last one again.</param>
    /// <param name="parameters">How the model samples.</param>
    /// <param name="lease">Names this invocation.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    /// <exception cref="ProblemException">Another turn is being generated, or the message does not fit.</exception>
    public async Task<OpenTurn> BeginAsync(
        string owner, Conversation conversation, string? content, InferenceParameters parameters, string lease, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var newestFirst = turns.NewestFirstAsync(owner, conversation.Id, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var newest = await newestFirst.MoveNextAsync().ConfigureAwait(false) ? newestFirst.Current : null;
        if (newest?.IsGenerating(now) ?? false)
        {
            throw InProgress();
        }

        // Its process died. If somebody else is writing that down, or taking it up, they are first.
        if (newest is { Status: TurnStatus.Generating } && !await turns.TryAbandonAsync(owner, conversation.Id, newest, cancellationToken).ConfigureAwait(false))
        {
            throw InProgress();
        }

        var again = content is null ? newest ?? throw ProblemException.Invalid("regenerate", "there is no turn yet") : null;
        var number = again?.Number ?? (newest?.Number ?? 0) + 1;
        var context = await _window
            .FitAsync(
                conversation.SystemPrompt ?? settings.SystemPrompt,
                content ?? again!.User,
                Earlier(again is null ? newest : null, newestFirst),
                parameters.MaxGenLen,
                cancellationToken)
            .ConfigureAwait(false);

        ConversationTurn turn = (again ?? new() { Number = number, User = content!, Status = TurnStatus.Generating, CreatedAt = now }) with
        {
            LeaseUntil = now + Lease,
            Lease = lease,
        };
        var isOurs = again is null
            ? await turns.TryBeginAsync(owner, conversation.Id, turn, cancellationToken).ConfigureAwait(false)
            : await turns.TryBeginAgainAsync(owner, conversation.Id, turn, cancellationToken).ConfigureAwait(false);

        if (!isOurs)
        {
            throw InProgress();
        }

        // A new turn and a second answer to the one before it lock different items. Who finds the other there steps back.
        if (!await turns.IsAloneAsync(owner, conversation.Id, turn, now, cancellationToken).ConfigureAwait(false))
        {
            await turns.WithdrawAsync(owner, conversation.Id, turn, isNew: again is null).ConfigureAwait(false);
            throw InProgress();
        }

        return new(owner, conversation, turn, context, parameters, number - 1);
    }

    /// <summary>Generates the answer and stores it, whether or not anybody listens to the end.</summary>
    /// <param name="open">The turn.</param>
    /// <param name="renewed">Called with each new end of the lease.</param>
    /// <param name="deadline">The end of the invocation's time: what there is by then is kept.</param>
    public async IAsyncEnumerable<TurnEvent> RunAsync(
        OpenTurn open, Func<DateTimeOffset, Task> renewed, [EnumeratorCancellation] CancellationToken deadline)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        StringBuilder text = new();
        TokenUsage tokens = default;
        Ending? ending = null;
        TurnEvent.Ended? ended = null;

        var watch = WatchAsync(open, renewed, stop);
        try
        {
            await using var events = bedrock.Llama
                .StreamAsync(open.Context.Dialog, open.Parameters, cancellationToken: stop.Token)
                .GetAsyncEnumerator(stop.Token);
            while (ending is null)
            {
                (var item, ending) = await NextAsync(events, deadline).ConfigureAwait(false);
                if (item is ChatEvent.Text piece)
                {
                    text.Append(piece.Value);
                    tokens = piece.Usage;
                    yield return new TurnEvent.Text(piece.Value);
                }
                else if (item is ChatEvent.Completed completed)
                {
                    tokens = completed.Usage;
                    ending = new(TurnStatus.Complete, completed.StopReason == StopReason.Length ? "length" : "stop", Failure: null);
                }
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await watch.ConfigureAwait(false);

            // No ending means that whoever read the answer is gone; what was said until then is kept all the same.
            ended = await EndAsync(open, text.ToString(), tokens, ending ?? new(TurnStatus.Cancelled, "disconnected", Failure: null)).ConfigureAwait(false);
        }

        yield return ended;
    }

    private static async IAsyncEnumerable<ConversationTurn> Earlier(ConversationTurn? newest, IAsyncEnumerator<ConversationTurn> rest)
    {
        if (newest is not null)
        {
            yield return newest;
        }

        while (await rest.MoveNextAsync().ConfigureAwait(false))
        {
            yield return rest.Current;
        }
    }

    private static async Task<(ChatEvent? Item, Ending? Ending)> NextAsync(IAsyncEnumerator<ChatEvent> events, CancellationToken deadline)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false) ? (events.Current, null) : throw new InvalidOperationException("A stream ends with its completion.");
        }
        catch (OperationCanceledException timeout) when (deadline.IsCancellationRequested)
        {
            return (null, new(TurnStatus.Cancelled, "deadline", timeout));
        }
        catch (OperationCanceledException)
        {
            return (null, new(TurnStatus.Cancelled, "cancelled", Failure: null));
        }
        catch (Exception failure)
        {
            // Whatever it is, the turn must not stay open.
            return (null, new(TurnStatus.Failed, Problems.From(failure).Kind.Code, failure));
        }
    }

    // Looks for a request to cancel, and keeps the lease, for as long as the answer is generated.
    private async Task WatchAsync(OpenTurn open, Func<DateTimeOffset, Task> renewed, CancellationTokenSource stop)
    {
        var (owner, id, turn) = (open.Owner, open.Conversation.Id, open.Turn);
        var renewal = time.GetUtcNow() + _renewal;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(_look, time, stop.Token).ConfigureAwait(false);
                var now = time.GetUtcNow();
                if (now >= renewal)
                {
                    await turns.TryRenewAsync(owner, id, turn, now + Lease, stop.Token).ConfigureAwait(false);
                    await renewed(now + Lease).ConfigureAwait(false);
                    renewal = now + _renewal;
                }

                if (await turns.IsCancelRequestedAsync(owner, id, turn.Number, stop.Token).ConfigureAwait(false))
                {
                    await stop.CancelAsync().ConfigureAwait(false);
                }
            }
            catch (Exception)
            {
                // The answer has ended, or DynamoDB does not answer just now: no reason to stop generating.
            }
        }
    }

    // Not cancellable: what was paid for is kept.
    private async Task<TurnEvent.Ended> EndAsync(OpenTurn open, string text, TokenUsage tokens, Ending ending)
    {
        var (owner, id) = (open.Owner, open.Conversation.Id);
        if (ending.Reason == "deadline" && text.Length == 0)
        {
            ending = ending with { Status = TurnStatus.Failed };
        }

        TurnCost cost = new(tokens, settings.Pricing.Cost(tokens));

        // Nothing whole or wanted came of answering again: the old answer stays.
        var cameToNothing = ending.Status == TurnStatus.Failed || (text.Length == 0 && ending.Status == TurnStatus.Cancelled);
        var turn = cameToNothing && open.Turn.Assistant.Length > 0
            ? open.Turn with { Status = open.Turn.Status == TurnStatus.Generating ? TurnStatus.Failed : open.Turn.Status }
            : open.Turn with { Assistant = text, Status = ending.Status, StopReason = ending.Reason, ContextTokens = null };
        turn = turn with { Usage = tokens, CostUsd = cost.Usd, ContextTokens = turn.ContextTokens ?? _window.CountIfCheap(turn) };

        var isOurs = await turns.TryEndAsync(owner, id, turn, cost, CancellationToken.None).ConfigureAwait(false);

        // Paid for, even if the turn is gone by now. Usage and head are items of their own: neither write waits for the other.
        var used = usage.AddAsync(owner, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), cost, CancellationToken.None);
        var counted = isOurs ? conversations.CountAsync(owner, id, turn, cost, CancellationToken.None) : Task.FromResult(true);
        await Task.WhenAll(used, counted).ConfigureAwait(false);
        if (!await counted.ConfigureAwait(false))
        {
            // The conversation was deleted meanwhile, and so is its last turn.
            await turns.DeleteAsync(owner, id, turn.Number, CancellationToken.None).ConfigureAwait(false);
        }

        // With some text the deadline is an early end, told by its reason; without, it is a failure.
        return new(turn, ending is { Reason: "deadline" } && text.Length > 0 ? null : ending.Failure);
    }

    private static ProblemException InProgress() =>
        new(ProblemKind.TurnInProgress, "A turn of this conversation is being generated. Wait for it, or cancel it.");

    private sealed record Ending(TurnStatus Status, string Reason, Exception? Failure);
}

using System.Runtime.CompilerServices;
using System.Text;
using Chat.Aws;
using Chat.Configuration;
using Chat.Http;
using Chat.Metering;
using Chat.Prompts;
using Llama;

namespace Chat.Conversations;

/// <summary>Generates the answer of a turn that has begun, and ends it with whatever was produced and paid for.</summary>
internal sealed class TurnRunner(
    ChatSettings settings, BedrockConnection bedrock, ConversationStore conversations, TurnStore turns, TimeProvider time)
{
    private readonly ContextWindow _window = new(settings);
    private readonly TurnWatch _watch = new(turns, time);
    private readonly Totals _totals = new(conversations, turns);

    /// <summary>Generates the answer and stores it, whether or not anybody listens to the end.</summary>
    /// <param name="open">The turn.</param>
    /// <param name="renewed">Called with each new end of the lease.</param>
    /// <param name="deadline">The end of the invocation's time: what there is by then is kept.</param>
    public async IAsyncEnumerable<TurnEvent> RunAsync(
        OpenTurn open, Func<DateTimeOffset, Task> renewed, [EnumeratorCancellation] CancellationToken deadline)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        StringBuilder text = new();
        var bytes = 0;
        var guardrail = GuardrailAction.None;
        var region = bedrock.PreferredRegion;
        ShrinkingDialog sent = new(open.Context.Dialog, open.Grounded is { Given.Count: > 0 } ? open.Turn.User : null);
        Ending? ending = null;
        TurnEvent.Ended? ended = null;

        var watch = _watch.WatchAsync(open, renewed, stop);
        try
        {
            var answer = bedrock.StreamAsync(sent.Current, open.Parameters, stop: [], sent.Next, open.Charge.Calls, stop.Token);
            await using var events = open.Charge.NoteAsync(answer, stop.Token).GetAsyncEnumerator(stop.Token);
            while (ending is null)
            {
                (var item, ending) = await NextAsync(events, deadline).ConfigureAwait(false);
                region = item?.Region ?? region;
                if (item is ChatEvent.Text piece)
                {
                    bytes += Encoding.UTF8.GetByteCount(piece.Value);
                    if (bytes > ItemLimits.MaxAnswerBytes)
                    {
                        ending = new(TurnStatus.Complete, "length", Failure: null);
                        break;
                    }

                    text.Append(piece.Value);
                    guardrail = piece.Guardrail;
                    yield return new TurnEvent.Text(piece.Value);
                }
                else if (item is ChatEvent.Completed completed)
                {
                    guardrail = completed.Guardrail;
                    ending = new(TurnStatus.Complete, Reason(completed.StopReason), Failure: null);
                }
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await watch.ConfigureAwait(false);

            // No ending means that whoever read the answer is gone; what was said until then is kept all the same.
            ended = await EndAsync(open, sent, text.ToString(), guardrail, region, ending ?? new(TurnStatus.Cancelled, "disconnected", Failure: null)).ConfigureAwait(false);
        }

        yield return ended;
    }

    private static string Reason(StopReason reason) => reason switch
    {
        StopReason.Length => "length",
        StopReason.Guardrail => "guardrail",
        _ => "stop",
    };

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

    // Not cancellable: what was paid for is kept.
    private async Task<TurnEvent.Ended> EndAsync(OpenTurn open, ShrinkingDialog sent, string text, GuardrailAction guardrail, string region, Ending ending)
    {
        var (owner, id) = (open.Owner, open.Conversation.Id);
        if (ending.Reason == "deadline" && text.Length == 0)
        {
            ending = ending with { Status = TurnStatus.Failed };
        }

        var tokens = open.Charge.Tokens ?? default;
        TurnCost cost = new(tokens, settings.Pricing.Cost(tokens));

        // Nothing whole or wanted came of answering again: the old answer stays.
        var cameToNothing = ending.Status == TurnStatus.Failed || (text.Length == 0 && ending.Status == TurnStatus.Cancelled);
        var turn = cameToNothing && open.Turn.Assistant.Length > 0
            ? open.Turn with { Status = open.Turn.Status == TurnStatus.Generating ? TurnStatus.Failed : open.Turn.Status }
            : open.Turn with
            {
                Assistant = text,
                Status = ending.Status,
                StopReason = ending.Reason,
                Guardrail = guardrail,
                ContextTokens = null,
                Retrieval = (sent.HasLostPassages ? open.Grounded?.WithoutPassages() : open.Grounded)?.Check(text),
                PromptCount = _window.Compare(open.Context, sent.WasRefused ? sent.Current : null, tokens.PromptTokens),
            };
        turn = turn with { Usage = tokens, CostUsd = cost.Usd };
        turn = turn.IsShown && turn.ContextTokens is null ? turn with { ContextTokens = _window.CountIfCheap(turn.ToDialogTurn()), Vocabulary = _window.Vocabulary } : turn;

        var told = turn with { Model = settings.Model.InvocationId, Region = region, TurnsIncluded = sent.EarlierTurns };
        if (!await BookedEndAsync(open, open.IsRepeatable ? told : turn, cost).ConfigureAwait(false))
        {
            await _totals.DropAsync(owner, id, turn.Number).ConfigureAwait(false);
        }

        // With some text the deadline is an early end, told by its reason; without, it is a failure.
        return new(told, ending is { Reason: "deadline" } && text.Length > 0 ? null : ending.Failure);
    }

    // A process that dies between the two leaves a turn whose tokens are missing in the day's usage; with a budget, what was
    // reserved for them stays in it. The other order would lose the text.
    private async Task<bool> BookedEndAsync(OpenTurn open, ConversationTurn turn, TurnCost cost)
    {
        var (owner, id) = (open.Owner, open.Conversation.Id);
        var counted = Task.FromResult(true);
        try
        {
            if (await turns.TryEndAsync(owner, id, turn, cost, CancellationToken.None).ConfigureAwait(false))
            {
                // Head and usage are items of their own: neither write waits for the other.
                counted = _totals.TryCountAsync(open, turn, cost);
            }
        }
        finally
        {
            // Paid for, even if the turn is gone by now, or cannot be written.
            await open.Charge.SettleAsync().ConfigureAwait(false);
        }

        return await counted.ConfigureAwait(false);
    }

    private sealed record Ending(TurnStatus Status, string Reason, Exception? Failure);
}

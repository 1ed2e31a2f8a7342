using System.Runtime.CompilerServices;
using Chat.Aws;
using Chat.Configuration;
using Chat.Http;
using Chat.Prompts;
using Chat.Telemetry;
using Llama;

namespace Chat.Conversations;

/// <summary>Generates the answer of a turn, and ends the turn with the text so far, whatever happens.</summary>
internal sealed class TurnRunner(
    ChatSettings settings,
    BedrockConnection bedrock,
    TurnStore turns,
    BranchStore branches,
    TurnEnding endings,
    TimeProvider time
)
{
    private readonly ContextWindow _window = new(settings);
    private readonly TurnSaver _saver = new(turns, time);

    /// <summary>Generates and stores the answer, even if the client disconnects.</summary>
    /// <param name="open">The turn.</param>
    /// <param name="deadline">Cancelled before the invocation's time ends; the text until then is kept.</param>
    public async IAsyncEnumerable<TurnEvent> RunAsync(OpenTurn open, [EnumeratorCancellation] CancellationToken deadline)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        GrowingText text = new(open.Turn.Assistant);
        var guardrail = open.Turn.Guardrail;
        var region = bedrock.PreferredRegion;
        ShrinkingDialog sent = new(open.Context.Dialog, open.Grounded is { Given.Count: > 0 } ? open.Turn.User : null);
        Ending? ending = null;
        TurnEvent.Ended ended;
        ConversationTurn? stored = null;
        try
        {
            // Both run while the model generates.
            var saving = _saver.SaveAsync(open.Owner, open.Conversation.Id, open.Turn, text, stop);
            var noting = branches.NoteAsync(open.Owner, open.Conversation.Id, open.Turn);
            try
            {
                var answer = bedrock.StreamAsync(sent.Current, open.Parameters, stop: [], sent.Next, open.Charge.Calls, stop.Token);
                await using var events = open.Charge.NoteAsync(answer, stop.Token).GetAsyncEnumerator(stop.Token);
                while (ending is null)
                {
                    (var item, ending) = await NextAsync(events, deadline);
                    region = item?.Region ?? region;
                    if (item is ChatEvent.Text piece)
                    {
                        if (!text.TryAppend(piece.Value, ItemLimits.MaxAnswerBytes))
                        {
                            ending = new(TurnStatus.Complete, "length", Failure: null);
                            break;
                        }

                        guardrail = piece.Guardrail == GuardrailAction.None ? guardrail : piece.Guardrail;
                        yield return new TurnEvent.Text(piece.Value);
                    }
                    else if (item is ChatEvent.Completed completed)
                    {
                        guardrail = completed.Guardrail == GuardrailAction.None ? guardrail : completed.Guardrail;
                        ending = new(TurnStatus.Complete, Reason(completed.StopReason), Failure: null);
                    }
                }
            }
            finally
            {
                // The saving ends on this thread; CancelAsync would wake another one for it.
                stop.Cancel();
                await saving;
                await noting;

                // Without an ending the client has disconnected; the text until then is kept.
                ending ??= new(TurnStatus.Cancelled, "disconnected", Failure: null);
                ended = EndOf(open, sent, text.SoFar().Text, guardrail, region, ending);
                stored = await endings.TryStoreAsync(open, ended.Turn) ? ended.Turn : null;
            }

            yield return ended;
        }
        finally
        {
            await endings.BookAsync(open, stored);
        }
    }

    private static string Reason(StopReason reason) =>
        reason switch
        {
            StopReason.Length => "length",
            StopReason.Guardrail => "guardrail",
            _ => "stop",
        };

    private static async Task<(ChatEvent? Item, Ending? Ending)> NextAsync(IAsyncEnumerator<ChatEvent> events, CancellationToken deadline)
    {
        try
        {
            return await events.MoveNextAsync()
                ? (events.Current, null)
                : throw new InvalidOperationException("A stream ends with its completion.");
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
            // Any exception: the turn must not stay in progress.
            return (null, new(TurnStatus.Failed, Problems.From(failure).Kind.Code, failure));
        }
    }

    private TurnEvent.Ended EndOf(OpenTurn open, ShrinkingDialog sent, string text, GuardrailAction guardrail, string region, Ending ending)
    {
        var saysSomethingNew = text.Length > open.Turn.Continued;
        if (ending.Reason == "deadline" && !saysSomethingNew)
        {
            ending = ending with { Status = TurnStatus.Failed };
        }

        var tokens = open.Charge.Tokens ?? default;
        var turn = open.Turn with
        {
            Assistant = text,
            Status = ending.Status,
            StopReason = ending.Reason,
            Guardrail = guardrail,
            Usage = tokens,
            CostUsd = settings.Pricing.Cost(tokens),
            Attempts = open.Charge.Calls.Made > 1 ? open.Charge.Calls.Made : null,
            Model = settings.Model.InvocationId,
            Region = region,
            TurnsIncluded = sent.EarlierTurns,
            Retrieval = (sent.HasLostPassages ? open.Grounded?.WithoutPassages() : open.Grounded)?.Check(text) ?? open.Turn.Retrieval,
            PromptCount = _window.Compare(open.Context, sent.WasRefused ? sent.Current : null, tokens.PromptTokens),
        };
        turn = turn.IsShown
            ? turn with
            {
                ContextTokens = _window.CountIfCheap(turn.ToDialogTurn()),
                Vocabulary = _window.Vocabulary,
            }
            : turn;
        Review(open, turn);
        RequestMeasurements.Current.TurnsDropped = turn.Depth - (turn.TurnsIncluded ?? 0);

        // With some text, the deadline is an early end with its own reason; without, it is a failure.
        return new(turn, ending is { Reason: "deadline" } && saysSomethingNew ? null : ending.Failure);
    }

    private static void Review(OpenTurn open, ConversationTurn turn)
    {
        if (RequestMeasurements.Current.Review is { } review)
        {
            review.Place = (open.Conversation.Id, turn.Number);
            review.Citations = _ => turn.Retrieval is { } retrieval ? ChatJson.Citations(retrieval) : "[]"u8.ToArray();
        }
    }

    private sealed record Ending(TurnStatus Status, string Reason, Exception? Failure);
}

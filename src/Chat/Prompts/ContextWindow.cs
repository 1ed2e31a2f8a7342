using Chat.Configuration;
using Chat.Conversations;
using Llama;

namespace Chat.Prompts;

/// <summary>What of a conversation the model is shown.</summary>
/// <param name="Dialog">System prompt, the turns that fit, and the new message.</param>
/// <param name="TurnsIncluded">How many of the earlier turns are in it.</param>
internal sealed record ContextFit(Dialog Dialog, int TurnsIncluded);

/// <summary>Fits whole turns, newest first, into what the generation leaves of the context window.</summary>
internal sealed class ContextWindow(ChatSettings settings)
{
    // Tags, spaces, start and end tokens round a turn: fewer than this many bytes.
    private const int TurnOverhead = 32;

    private PromptTemplate Template => settings.Model.Model.Template;

    /// <param name="system">The system prompt; null for none.</param>
    /// <param name="user">The new message.</param>
    /// <param name="newestFirst">The earlier turns, read only as far as they fit; those not to be shown are passed over.</param>
    /// <param name="maxGenLen">Tokens kept for the answer.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="Http.ProblemException">System prompt and message alone do not fit.</exception>
    public async Task<ContextFit> FitAsync(
        string? system, string user, IAsyncEnumerable<ConversationTurn> newestFirst, int maxGenLen, CancellationToken cancellationToken)
    {
        Dialog alone = new(system, [new(user)]);
        ContextLimit.Fit(settings, alone, InferenceParameters.Default with { MaxGenLen = maxGenLen }, mayShrink: false);

        var budget = settings.ContextWindow - maxGenLen;
        List<ConversationTurn> fitting = [];
        await foreach (var turn in newestFirst.Where(turn => turn.IsShown).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (!Fits(alone, [turn, .. fitting], budget))
            {
                break;
            }

            fitting.Insert(0, turn);
        }

        return new(WithTurns(alone, fitting), fitting.Count);
    }

    /// <summary>What a turn takes in a later prompt, if counting is cheap by now.</summary>
    public int? CountIfCheap(ConversationTurn turn) =>
        Template.CountsExactly && TokenCounter.IsLoaded && turn.IsShown ? Template.CountTurn(AsTurn(turn)) : null;

    // Bytes decide where they can. Where they cannot, each turn's own count does, and at the edge the whole prompt's.
    private bool Fits(Dialog alone, IReadOnlyList<ConversationTurn> turns, int budget)
    {
        if (Template.UpperBound(alone) + turns.Sum(turn => Known(turn) ?? Template.UpperBound(AsTurn(turn))) <= budget)
        {
            return true;
        }

        var counted = Template.CountTokens(alone) + turns.Sum(turn => Known(turn) ?? Template.CountTurn(AsTurn(turn)));

        // The system prompt moves from the new message to the oldest turn, which may shift a token or two.
        return counted + TurnOverhead <= budget
            || (counted - TurnOverhead <= budget && Template.CountTokens(WithTurns(alone, turns)) <= budget);
    }

    private static Dialog WithTurns(Dialog alone, IReadOnlyList<ConversationTurn> turns) =>
        new(alone.System, [.. turns.Select(AsTurn), .. alone.Turns]);

    // Llama 2's vocabulary is the only one that turns are counted with; its counts say nothing about another model.
    private int? Known(ConversationTurn turn) => Template.CountsExactly ? turn.ContextTokens : null;

    private static Turn AsTurn(ConversationTurn turn) => new(turn.User, turn.Assistant);
}

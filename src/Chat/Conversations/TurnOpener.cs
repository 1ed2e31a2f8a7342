using Chat.Configuration;
using Chat.Http;
using Chat.Knowledge;
using Chat.Metering;
using Chat.Prompts;
using Llama;

namespace Chat.Conversations;

/// <summary>Begins turns: one at a time per conversation, each stored before the model is called.</summary>
internal sealed class TurnOpener(ChatSettings settings, TurnStore turns, TimeProvider time)
{
    private readonly ContextWindow _window = new(settings);

    /// <param name="owner">The conversation's owner.</param>
    /// <param name="conversation">The conversation.</param>
    /// <param name="path">The conversation's turns.</param>
    /// <param name="message">The request.</param>
    /// <param name="retried">The failed turn of the same request's earlier attempt; null for the first attempt.</param>
    /// <param name="lease">The lease of this invocation.</param>
    /// <param name="grounding">Retrieves passages for the user's text; null for none.</param>
    /// <param name="charge">The answer's accounting, which reserves the cost.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <exception cref="ProblemException">Another turn is in progress, the message does not fit, or a limit is reached.</exception>
    public async Task<OpenTurn> BeginAsync(
        string owner,
        Conversation conversation,
        TurnPath path,
        MessageRequest message,
        ConversationTurn? retried,
        Lease lease,
        Grounding? grounding,
        Charge charge,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var parameters = message.Parameters is { } given
            ? conversation.Parameters.With(given, settings.Model.Model)
            : conversation.Parameters;
        var newest = await path.NewestAsync();

        // If the newest turn's process has died, it is marked as failed, so that it cannot continue. The first process that does so, or
        // that ends the turn, wins.
        if (
            newest is { Status: TurnStatus.Generating }
            && (newest.IsGenerating(now) || !await turns.TryAbandonAsync(owner, conversation.Id, newest, cancellationToken))
        )
        {
            throw InProgress(newest.Number);
        }

        newest = newest?.SeenAt(now);
        var active = ActiveTurn.Of(conversation, newest);
        var (parent, begun) = await new TurnPlacement(path, newest, active).PlaceAsync(message, retried);

        Dialog alone = new(conversation.SystemPrompt ?? settings.SystemPrompt, [new(begun.User)])
        {
            Begun = begun.Continued > 0 ? begun.Assistant : null,
        };

        // Before the context is chosen and the turn is stored, so that a failed retrieval has no effect.
        var grounded = grounding is null
            ? null
            : await grounding.GroundAsync(alone, parameters.MaxGenLen, hasEarlierTurns: parent is not null, cancellationToken);
        await using var earlier = path.ShownAsync(parent, settings.ContextWindow - parameters.MaxGenLen, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        var before = await earlier.MoveNextAsync() ? earlier.Current : null;
        var context = await _window.FitAsync(
            grounded?.Dialog ?? alone,
            Earlier(before, earlier),
            begun.PromptCount,
            parameters.MaxGenLen,
            cancellationToken
        );
        var turn = begun with
        {
            Branch = BranchPlace.Of(begun.Number, parent),
            Before = before?.Number ?? 0,
            PromptCount = null,
            CreatedAt = now,
            LeaseUntil = lease.Until(now),
            Lease = lease.Id,
        };

        // If the process dies after this line, a reservation stays until its lease expires; after the turn's first write, also a failed
        // turn. Their possible cost stays in the day's budget.
        await charge.ReserveAsync(WorstCase.Of(settings, context.Dialog, parameters.MaxGenLen), cancellationToken);
        try
        {
            if (!await turns.TryBeginAsync(owner, conversation.Id, turn, cancellationToken))
            {
                throw InProgress(turn.Number);
            }
        }
        catch
        {
            await charge.ReleaseAsync();
            throw;
        }

        return new(owner, conversation, turn, context, parameters, charge)
        {
            Settings = settings,
            Grounded = grounded,
            ActiveBefore = active,
        };
    }

    private static async IAsyncEnumerable<PastTurn> Earlier(ConversationTurn? first, IAsyncEnumerator<ConversationTurn> rest)
    {
        if (first is null)
        {
            yield break;
        }

        yield return first.ToPastTurn();
        while (await rest.MoveNextAsync())
        {
            yield return rest.Current.ToPastTurn();
        }
    }

    private static ProblemException InProgress(int turn) =>
        ProblemException.InProgress("A turn of this conversation is being generated. Wait for it, follow it, or cancel it.", turn);
}

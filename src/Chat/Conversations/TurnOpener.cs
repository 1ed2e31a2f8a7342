using Chat.Configuration;
using Chat.Http;
using Chat.Knowledge;
using Chat.Metering;
using Chat.Prompts;
using Chat.Table;
using Llama;

namespace Chat.Conversations;

/// <summary>Begins turns: at most one at a time in a conversation, each durable before the model is called.</summary>
internal sealed class TurnOpener(ChatSettings settings, TurnStore turns, TimeProvider time)
{
    /// <summary>How long a process that has died keeps its turn.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly ContextWindow _window = new(settings);

    /// <param name="owner">Whose conversation it is.</param>
    /// <param name="conversation">The conversation.</param>
    /// <param name="path">Its turns.</param>
    /// <param name="content">The user's text; null to answer the last one again.</param>
    /// <param name="parameters">How the model samples.</param>
    /// <param name="lease">Names this invocation.</param>
    /// <param name="grounding">Finds passages for the user's text; null for none.</param>
    /// <param name="charge">The answer's bill, on which room is reserved.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    /// <exception cref="ProblemException">Another turn is being generated, the message does not fit, or a limit is in the way.</exception>
    public async Task<OpenTurn> BeginAsync(
        string owner,
        Conversation conversation,
        TurnPath path,
        string? content,
        InferenceParameters parameters,
        string lease,
        Grounding? grounding,
        Charge charge,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var newest = await path.NewestAsync().ConfigureAwait(false);
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
        if (again is { IsUnreadable: true })
        {
            throw new UnreadableItemException(ChatKeys.TurnSk(again.Number), new FormatException());
        }

        var number = again?.Number ?? (newest?.Number ?? 0) + 1;
        var system = conversation.SystemPrompt ?? settings.SystemPrompt;
        var user = content ?? again!.User;

        // Before earlier turns are chosen, and before the turn begins: a search that fails leaves nothing behind.
        var grounded = grounding is null ? null
            : await grounding.GroundAsync(new(system, [new(user)]), parameters.MaxGenLen, hasEarlierTurns: number > 1, cancellationToken).ConfigureAwait(false);
        await using var earlier = path.ShownAsync(number, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var before = await earlier.MoveNextAsync().ConfigureAwait(false) ? earlier.Current : null;
        var context = await _window
            .FitAsync(
                system,
                grounded?.Dialog.Turns[^1].User ?? user,
                Earlier(before, earlier),
                again?.PromptCount,
                parameters.MaxGenLen,
                cancellationToken)
            .ConfigureAwait(false);

        ConversationTurn begun = new() { Number = number, User = user, Status = TurnStatus.Generating, CreatedAt = now, Before = before?.Number ?? 0 };
        var turn = (again ?? begun) with
        {
            LeaseUntil = now + Lease,
            Lease = lease,
        };

        // A process that dies leaves, behind this line: a reservation, whose place is free when its time is over. Behind
        // the turn's first write: that, and a turn that failed. What either may cost stays in the day's budget.
        await charge.ReserveAsync(WorstCase.Of(settings, context.Dialog, parameters.MaxGenLen), cancellationToken).ConfigureAwait(false);
        try
        {
            await TakeAsync(owner, conversation, turn, again, now, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await charge.ReleaseAsync().ConfigureAwait(false);
            throw;
        }

        return new(owner, conversation, turn, context, parameters, number - 1, charge)
        {
            Settings = settings,
            Grounded = grounded,
            TotalsAreBehind = Totals.AreBehind(conversation, newest?.SeenAt(now)),
        };
    }

    private async Task TakeAsync(
        string owner, Conversation conversation, ConversationTurn turn, ConversationTurn? again, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var isOurs = again is null
            ? await turns.TryBeginAsync(owner, conversation.Id, turn, cancellationToken).ConfigureAwait(false)
            : await turns.TryBeginAgainAsync(owner, conversation.Id, turn, seen: again, cancellationToken).ConfigureAwait(false);

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
    }

    private static async IAsyncEnumerable<PastTurn> Earlier(ConversationTurn? first, IAsyncEnumerator<ConversationTurn> rest)
    {
        if (first is null)
        {
            yield break;
        }

        yield return first.ToPastTurn();
        while (await rest.MoveNextAsync().ConfigureAwait(false))
        {
            yield return rest.Current.ToPastTurn();
        }
    }

    private static ProblemException InProgress() =>
        ProblemException.InProgress("A turn of this conversation is being generated. Wait for it, or cancel it.");
}

using Chat.Http;
using Chat.Table;

namespace Chat.Conversations;

/// <summary>Where a new turn goes in the tree, and what it begins with.</summary>
/// <param name="path">The conversation's turns.</param>
/// <param name="newest">The newest turn in its current state, since the path was read before that may have been marked as failed.</param>
/// <param name="active">The active turn; 0 for the start.</param>
internal sealed class TurnPlacement(TurnPath path, ConversationTurn? newest, int active)
{
    /// <param name="message">The request.</param>
    /// <param name="retried">The failed turn of the same request's earlier attempt; null for the first attempt.</param>
    /// <returns>The turn that the new one follows, null for the start, and the new one without its time and lease.</returns>
    /// <exception cref="ProblemException">The request names a turn that is missing, or that cannot be answered again or continued.</exception>
    public async Task<(ConversationTurn? Parent, ConversationTurn Begun)> PlaceAsync(MessageRequest message, ConversationTurn? retried)
    {
        var again = message.Kind == MessageKind.Content ? null : await OldAsync(message);
        var parentNumber = again?.Parent ?? message.Parent ?? retried?.Parent ?? active;
        var parent = parentNumber == 0 ? null : await path.FindAsync(parentNumber) ?? throw MessageRequest.IsNoTurn("parent");
        ConversationTurn begun = new()
        {
            Number = (newest?.Number ?? 0) + 1,
            User = again?.User ?? message.Content!,
            Status = TurnStatus.Generating,
            CreatedAt = default,
        };

        return (
            parent,
            message.Kind switch
            {
                MessageKind.Content => begun,
                MessageKind.Regenerate => begun with { PromptCount = again!.PromptCount },
                _ => begun with
                {
                    Assistant = again!.Assistant,
                    Continued = again.Assistant.Length,
                    Retrieval = again.Retrieval,
                    Guardrail = again.Guardrail,
                },
            }
        );
    }

    private async Task<ConversationTurn> OldAsync(MessageRequest message)
    {
        var isContinued = message.Kind == MessageKind.Continue;
        var number = message.Turn ?? (isContinued ? active : ActiveTurn.OrAttempt(active, newest));

        var old =
            number == 0 ? throw ProblemException.Invalid(isContinued ? "continue" : "regenerate", "there is no turn yet")
            : number == newest?.Number ? newest
            : await path.FindAsync(number) ?? throw MessageRequest.IsNoTurn("turn");

        return old.IsUnreadable ? throw new UnreadableItemException(ChatKeys.TurnSk(number), new FormatException())
            : isContinued && !old.CanContinue
                ? throw ProblemException.Invalid(
                    "continue",
                    $"the answer of turn {number} cannot go on: it is empty, whole, or a guardrail's"
                )
            : old;
    }
}

using System.Text;
using Chat.Configuration;

namespace Chat.Conversations;

/// <summary>The outcome of an earlier request with the same key.</summary>
/// <param name="IsOver">Whether it is not in progress any more.</param>
/// <param name="Answer">Its answer; null if there is none.</param>
/// <param name="Turn">The turn that it began; null for requests that begin none.</param>
internal sealed record EarlierRequest(bool IsOver, string? Answer, ConversationTurn? Turn = null);

/// <summary>Finds the turn of an earlier request, because the record of its key may lack the answer: the turn is stored first.</summary>
internal sealed class EarlierRequests(ChatSettings settings, TurnStore turns, TimeProvider time)
{
    private const int PageSize = 10;

    /// <param name="owner">The conversation's owner.</param>
    /// <param name="id">The conversation.</param>
    /// <param name="claim">The claim of the request's key, which is also the lease of its turn.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    /// <returns>Null if it began no turn.</returns>
    public async Task<EarlierRequest?> FindAsync(string owner, string id, string claim, CancellationToken cancellationToken)
    {
        if (!Ulid.TryParse(claim, out var claimed))
        {
            return null;
        }

        IReadOnlyList<ConversationTurn> page = [];
        do
        {
            int? below = page.Count == 0 ? null : page[^1].Number;
            page = await turns.ListAsync(owner, id, below, ascending: false, PageSize, cancellationToken, withUnreadable: true);
            if (page.FirstOrDefault(turn => turn.Lease == claim) is { } found)
            {
                return Outcome(id, found.SeenAt(time.GetUtcNow()));
            }
        } while (page.Count == PageSize && !page.Any(turn => !turn.IsUnreadable && turn.CreatedAt < claimed.Time));

        // Older turns were begun before the request.
        return null;
    }

    private EarlierRequest Outcome(string id, ConversationTurn turn) =>
        turn.Status switch
        {
            TurnStatus.Complete or TurnStatus.Cancelled => new(
                IsOver: true,
                Encoding.UTF8.GetString(ChatJson.Utf8(Answer(id, turn))),
                turn
            ),
            TurnStatus.Failed => new(IsOver: true, Answer: null, turn),
            _ => new(IsOver: false, Answer: null, turn),
        };

    private AnswerBody Answer(string id, ConversationTurn turn) => AnswerBody.Of(settings, id, turn, ActiveTurn.After(turn, turn.Parent));
}

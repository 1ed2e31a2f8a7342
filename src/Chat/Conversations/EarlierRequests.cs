using System.Text;
using Chat.Configuration;

namespace Chat.Conversations;

/// <summary>What became of a request whose key is sent again.</summary>
/// <param name="IsOver">Whether it is not being answered any more.</param>
/// <param name="Answer">Its answer; null if there is none.</param>
internal sealed record EarlierRequest(bool IsOver, string? Answer);

/// <summary>Finds the turn of an earlier request. Its key's record may not have the answer: the turn is stored first.</summary>
internal sealed class EarlierRequests(ChatSettings settings, TurnStore turns, TimeProvider time)
{
    /// <param name="owner">Whose conversation it is.</param>
    /// <param name="id">The conversation.</param>
    /// <param name="claim">The claim of the request's key, which is also the lease of its turn.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null if it began no turn.</returns>
    public async Task<EarlierRequest?> FindAsync(string owner, string id, string claim, CancellationToken cancellationToken)
    {
        if (!Ulid.TryParse(claim, out var claimed))
        {
            return null;
        }

        await foreach (var turn in turns.NewestFirst(owner, id, cancellationToken).ConfigureAwait(false))
        {
            if (turn.Lease == claim)
            {
                return Outcome(id, turn.SeenAt(time.GetUtcNow()));
            }

            // All turns behind this one are older than the request.
            if (!turn.IsUnreadable && turn.CreatedAt < claimed.Time)
            {
                return null;
            }
        }

        return null;
    }

    private EarlierRequest Outcome(string id, ConversationTurn turn) => turn.Status switch
    {
        TurnStatus.Complete or TurnStatus.Cancelled => new(IsOver: true, Encoding.UTF8.GetString(ChatJson.Utf8(AnswerBody.Of(settings, id, turn)))),
        TurnStatus.Failed => new(IsOver: true, Answer: null),
        _ => new(IsOver: false, Answer: null),
    };
}

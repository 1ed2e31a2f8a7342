using System.Runtime.CompilerServices;

namespace Chat.Conversations;

/// <summary>
/// A conversation's turns as the next prompt needs them: the newest, and back from there those that the model may be
/// shown. Each turn names the one to go on with, so that what lies between is not read, however much of it there is.
/// </summary>
internal sealed class TurnPath
{
    private const int FirstPage = 10;
    private const int LargestPage = 100;

    // Behind a gap there may be the next gap: one more turn than the one that is looked for.
    private const int PageBehindGap = 2;

    private readonly TurnStore _turns;
    private readonly string _owner;
    private readonly string _id;
    private readonly CancellationToken _cancellationToken;
    private readonly Task<IReadOnlyList<ConversationTurn>> _newest;

    /// <summary>Asks for the first turns at once, for the caller to do something else meanwhile.</summary>
    public TurnPath(TurnStore turns, string owner, string id, CancellationToken cancellationToken)
    {
        (_turns, _owner, _id, _cancellationToken) = (turns, owner, id, cancellationToken);
        _newest = PageAsync(below: null, FirstPage);
    }

    public async Task<ConversationTurn?> NewestAsync() => await _newest.ConfigureAwait(false) is [var newest, ..] ? newest : null;

    /// <summary>The turns that the model may be shown, newest first.</summary>
    /// <param name="below">Only those with a smaller number.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<ConversationTurn> ShownAsync(int below, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (page, asked) = (await _newest.ConfigureAwait(false), FirstPage);
        var shown = 0;

        // A turn that was stored before turns named the one to go on with is followed by the next older one.
        var wanted = below - 1;
        while (wanted > 0)
        {
            if (page.FirstOrDefault(turn => turn.Number <= wanted) is not { } turn)
            {
                if (page.Count < asked)
                {
                    yield break;
                }

                cancellationToken.ThrowIfCancellationRequested();
                asked = wanted < page[^1].Number - 1 ? PageBehindGap : Math.Clamp(shown, FirstPage, LargestPage);
                page = await PageAsync(wanted + 1, asked).ConfigureAwait(false);
                continue;
            }

            if (turn.IsShown)
            {
                shown++;
                yield return turn;
            }

            wanted = turn.Before ?? turn.Number - 1;
        }
    }

    private Task<IReadOnlyList<ConversationTurn>> PageAsync(int? below, int limit) =>
        _turns.ListAsync(_owner, _id, below, ascending: false, limit, _cancellationToken, withUnreadable: true);
}

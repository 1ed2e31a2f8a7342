using System.Runtime.CompilerServices;

namespace Chat.Conversations;

/// <summary>
/// A conversation's turns as the next prompt needs them: the newest, the one that the new turn follows, and back from there
/// those that the model may be shown. Each turn names the one to go on with, so that what lies between is not read, however
/// much of it there is: other branches, and turns that came to nothing.
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
    private readonly Task<IReadOnlyList<ConversationTurn>>? _named;

    /// <summary>Asks for the first turns at once, for the caller to do something else meanwhile.</summary>
    public TurnPath(TurnStore turns, string owner, string id, int? named, CancellationToken cancellationToken)
    {
        (_turns, _owner, _id, _cancellationToken) = (turns, owner, id, cancellationToken);
        _newest = PageAsync(below: null, FirstPage);
        _named = named is { } number and > 0 ? PageAsync(number + 1, FirstPage) : null;
    }

    public async Task<ConversationTurn?> NewestAsync() => await _newest is [var newest, ..] ? newest : null;

    /// <returns>Null if there is no such turn.</returns>
    public async Task<ConversationTurn?> FindAsync(int number)
    {
        var page = await KnownAsync(number) ?? await PageAsync(number + 1, FirstPage);

        return page.FirstOrDefault(turn => turn.Number == number);
    }

    /// <summary>The turns that the model may be shown, newest first.</summary>
    /// <param name="from">The turn to begin with; null for none.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<ConversationTurn> ShownAsync(
        ConversationTurn? from,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        IReadOnlyList<ConversationTurn> page = from is null ? [] : await KnownAsync(from.Number) ?? [from];
        var shown = 0;
        var next = from;
        while (next is not null)
        {
            if (next.IsShown)
            {
                shown++;
                yield return next;
            }

            var wanted = next.NextShown;
            if (wanted > 0 && page.All(turn => turn.Number > wanted))
            {
                cancellationToken.ThrowIfCancellationRequested();
                page = await PageAsync(
                    wanted + 1,
                    wanted < page[^1].Number - 1 ? PageBehindGap : Math.Clamp(shown, FirstPage, LargestPage)
                );
            }

            // A number that is missing is a turn that was deleted meanwhile; what is older is then the next.
            next = wanted > 0 ? page.FirstOrDefault(turn => turn.Number <= wanted) : null;
        }
    }

    // The page among those that are read anyway in which a turn is.
    private async Task<IReadOnlyList<ConversationTurn>?> KnownAsync(int number)
    {
        foreach (var page in (Task<IReadOnlyList<ConversationTurn>>?[])[_newest, _named])
        {
            if (page is not null && (await page).Any(turn => turn.Number == number))
            {
                return await page;
            }
        }

        return null;
    }

    private Task<IReadOnlyList<ConversationTurn>> PageAsync(int? below, int limit) =>
        _turns.ListAsync(_owner, _id, below, ascending: false, limit, _cancellationToken, withUnreadable: true);
}

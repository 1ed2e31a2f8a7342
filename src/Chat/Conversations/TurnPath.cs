using System.Runtime.CompilerServices;

namespace Chat.Conversations;

/// <summary>
/// The turns of a conversation that a new turn needs: the newest, the one that it follows, and the earlier ones that prompts may contain.
/// Each turn stores the previous one of these, so that other branches and turns without text are not read, however many there are.
/// </summary>
internal sealed class TurnPath
{
    private const int FirstPage = 10;

    // Behind the first pages, a page has at most this many times the turns that were shown so far, so that a wrong estimate cannot read far
    // too much.
    private const int Growth = 4;

    // What a page reads beyond the estimate.
    private const double Spare = 1.1;

    // After one gap there may be another, so one more turn is read.
    private const int PageBehindGap = 2;

    private readonly TurnStore _turns;
    private readonly string _owner;
    private readonly string _id;
    private readonly CancellationToken _cancellationToken;
    private readonly Task<IReadOnlyList<ConversationTurn>> _newest;
    private readonly Task<IReadOnlyList<ConversationTurn>>? _named;

    /// <summary>Starts reading the first turns, in parallel with the caller's other work.</summary>
    public TurnPath(TurnStore turns, string owner, string id, int? named, CancellationToken cancellationToken)
    {
        (_turns, _owner, _id, _cancellationToken) = (turns, owner, id, cancellationToken);
        _newest = PageAsync(below: null, FirstPage);
        _named = named is { } number and > 0 ? PageAsync(number + 1, FirstPage) : null;
    }

    public async Task<ConversationTurn?> NewestAsync() => await _newest is [var newest, ..] ? newest : null;

    /// <returns>Null if the turn does not exist.</returns>
    public async Task<ConversationTurn?> FindAsync(int number)
    {
        var page = await KnownAsync(number) ?? await PageAsync(number + 1, FirstPage);

        return page.FirstOrDefault(turn => turn.Number == number);
    }

    /// <summary>The turns that prompts may contain, newest first.</summary>
    /// <param name="from">The first of them; null for none.</param>
    /// <param name="tokens">The prompt's room, from which the number of turns is estimated that a page should have.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    public async IAsyncEnumerable<ConversationTurn> ShownAsync(
        ConversationTurn? from,
        int tokens = int.MaxValue,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        IReadOnlyList<ConversationTurn> page = from is null ? [] : await KnownAsync(from.Number) ?? [from];
        var (index, shown, used) = (0, 0, 0L);
        for (var wanted = from?.Number ?? 0; wanted > 0; wanted = page[index].NextShown)
        {
            while (index < page.Count && page[index].Number > wanted)
            {
                index++;
            }

            if (index == page.Count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                page = await PageAsync(wanted + 1, wanted < page[^1].Number - 1 ? PageBehindGap : Further(shown, used, tokens));
                index = 0;
            }

            // If a number is missing, that turn was deleted meanwhile; the next older one is used.
            if (page.Count == 0)
            {
                yield break;
            }

            if (page[index].IsShown)
            {
                (shown, used) = (shown + 1, used + EstimatedTokens(page[index]));
                yield return page[index];
            }
        }
    }

    // The turns that probably still fit, if they are as long as those so far. Where the estimate says that none does, but one did, a quarter
    // of those so far is read, so that even a wrong estimate needs few pages.
    private static int Further(int shown, long used, int tokens) =>
        (int)
            Math.Clamp(
                Spare * Math.Max(0, tokens - used) * shown / Math.Max(1, used),
                Math.Max(FirstPage, shown / Growth),
                Math.Max(FirstPage, shown * Growth)
            );

    // English has about four characters per token, and a template adds some.
    private static int EstimatedTokens(ConversationTurn turn) =>
        turn.ContextTokens ?? ((turn.User.Length + turn.Assistant.Length) / 4) + 10;

    // The page with a turn, if it is among those that are read anyway.
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

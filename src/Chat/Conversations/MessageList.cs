using System.Globalization;
using Chat.Http;

namespace Chat.Conversations;

/// <summary>Reads pages of turns: of a path to a leaf, or of all.</summary>
internal sealed class MessageList(TurnStore turns, string owner, string id)
{
    /// <summary>All turns.</summary>
    /// <param name="after">The turn before the first; null to begin at the end or start.</param>
    /// <param name="ascending">Whether the oldest comes first.</param>
    /// <param name="limit">The most turns.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    public Task<IReadOnlyList<ConversationTurn>> AllAsync(int? after, bool ascending, int limit, CancellationToken cancellationToken) =>
        turns.ListAsync(owner, id, after is 0 ? null : after, ascending, limit, cancellationToken);

    /// <summary>The path from a turn towards the start.</summary>
    /// <param name="from">The turn to begin with.</param>
    /// <param name="limit">The most turns.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    public async Task<IReadOnlyList<ConversationTurn>> NewestFirstAsync(int from, int limit, CancellationToken cancellationToken)
    {
        List<ConversationTurn> path = [];
        var wanted = from;
        while (wanted > 0 && path.Count < limit)
        {
            var page = await turns.ListAsync(
                owner,
                id,
                wanted + 1,
                ascending: false,
                limit - path.Count,
                cancellationToken,
                withUnreadable: true
            );
            if (page.Count == 0)
            {
                break;
            }

            // Turns of other branches on the page are skipped.
            foreach (var turn in page.Where(turn => turn.Number <= wanted))
            {
                path.Add(turn);
                wanted = turn.Parent;
            }
        }

        return [.. path.Where(turn => !turn.IsUnreadable)];
    }

    /// <summary>The path from the start towards a leaf.</summary>
    /// <param name="leaf">The leaf.</param>
    /// <param name="after">The number before the first turn.</param>
    /// <param name="limit">The most turns.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    public async Task<IReadOnlyList<ConversationTurn>> OldestFirstAsync(
        ConversationTurn leaf,
        int after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        List<ConversationTurn> path = [];
        foreach (var (first, last) in await RunsAsync(leaf, after, cancellationToken))
        {
            if (path.Count < limit)
            {
                var page = await turns.ListAsync(
                    owner,
                    id,
                    Math.Max(first - 1, after),
                    ascending: true,
                    Math.Min(limit - path.Count, last - Math.Max(first - 1, after)),
                    cancellationToken
                );
                path.AddRange(page.Where(turn => turn.Number <= last));
            }
        }

        return path;
    }

    // The path after a number as ranges of consecutive numbers, oldest first. A conversation without branches has one range; each turn
    // stores the beginning of its own.
    private async Task<IReadOnlyList<(int First, int Last)>> RunsAsync(
        ConversationTurn leaf,
        int after,
        CancellationToken cancellationToken
    )
    {
        Stack<(int, int)> runs = [];
        for (var last = leaf; last is not null && last.Number > after; )
        {
            var (first, fork) = last.Branch is { } branch ? (branch.Run, branch.Fork) : (1, 0);
            runs.Push((first, last.Number));
            last = first - 1 > after && fork > after ? await turns.FindAsync(owner, id, fork, cancellationToken) : null;
        }

        return [.. runs];
    }
}

/// <summary>The position of a page's last message. A turn is two messages, so a page can end within a turn.</summary>
/// <param name="Turn">The turn of the last message.</param>
/// <param name="IsAnswer">Whether that message is the answer.</param>
/// <param name="Leaf">The leaf of the path; 0 if all turns are listed.</param>
internal readonly record struct MessagePosition(int Turn, bool IsAnswer, int Leaf)
{
    /// <exception cref="ProblemException">Not a position that this API wrote.</exception>
    public static MessagePosition Read(string text) =>
        text.Split(' ') is [var turn, var half and ("0" or "1"), var leaf]
        && MessageRequest.Number(turn) is { } number and > 0
        && MessageRequest.Number(leaf) is { } end
            ? new(number, half == "1", end)
            : throw Cursor.IsWrong();

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Turn} {(IsAnswer ? 1 : 0)} {Leaf}");

    /// <summary>Whether a message follows this position.</summary>
    public bool IsBefore(MessageBody message, bool ascending) =>
        (message.Turn, message.Role == "assistant").CompareTo((Turn, IsAnswer)) is var order && (ascending ? order > 0 : order < 0);
}

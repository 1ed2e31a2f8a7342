using System.Globalization;
using Amazon.Lambda.Core;
using Chat.Table;
using static Chat.Table.Attributes;
using static Chat.Table.ChatKeys;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Chat.Conversations;

/// <summary>
/// Stores which turns follow the same turn. There is an item for each turn with more than one successor, so a conversation without
/// branches has none.
/// </summary>
internal sealed class BranchStore(DynamoTable table, TurnStore turns)
{
    private const string Turns = "turns";

    /// <summary>
    /// Records a turn among those that follow the same turn. Idempotent. A failure only affects the number of versions in a list, so it
    /// is only logged.
    /// </summary>
    public async Task NoteAsync(string owner, string id, ConversationTurn turn)
    {
        if (turn.Parent == turn.Number - 1)
        {
            return;
        }

        try
        {
            // The first successor was not recorded, because it was the only one.
            var first = await turns.FindAsync(owner, id, turn.Parent + 1, CancellationToken.None);
            List<string> numbers = [Text(turn.Number)];
            if (first?.Parent == turn.Parent)
            {
                numbers.Add(Text(first.Number));
            }

            await table.TryUpdateAsync(
                new(
                    BranchKey(owner, id, turn.Parent),
                    "ADD #turns :turns",
                    Condition: null,
                    new() { [":turns"] = new() { NS = numbers } },
                    new() { ["#turns"] = Turns }
                ),
                CancellationToken.None
            );
        }
        catch (Exception failure)
        {
            LambdaLogger.Log(LogLevel.Error, failure, "branch_not_noted {Conversation} {Turn}", id, turn.Number);
        }
    }

    /// <summary>The items for a complete list of turns.</summary>
    public static IEnumerable<Item> Items(string owner, string id, IEnumerable<ConversationTurn> all) =>
        from turn in all
        group Text(turn.Number) by turn.Parent into versions
        where versions.Count() > 1
        select new Item(BranchKey(owner, id, versions.Key)) { [Turns] = new() { NS = [.. versions] } };

    /// <summary>Counts, for each of some turns, the turns that follow the same turn, including itself.</summary>
    /// <param name="owner">The conversation's owner.</param>
    /// <param name="id">The conversation.</param>
    /// <param name="of">The turns.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    public async Task<Func<ConversationTurn, int>> VersionsAsync(
        string owner,
        string id,
        IReadOnlyCollection<ConversationTurn> of,
        CancellationToken cancellationToken
    )
    {
        Dictionary<int, HashSet<int>> versions = [];
        if (of.Count > 0)
        {
            ItemQuery query = new(
                "pk = :pk AND sk BETWEEN :first AND :last",
                new()
                {
                    [":pk"] = S(TurnsPk(owner, id)),
                    [":first"] = S(BranchSk(of.Min(turn => turn.Parent))),
                    [":last"] = S(BranchSk(of.Max(turn => turn.Parent))),
                }
            );
            foreach (var item in (await table.QueryAsync(query, cancellationToken)).Items)
            {
                versions[ParentOf(item)] = [.. item[Turns].NS.Select(Number)];
            }
        }

        return turn =>
            versions.GetValueOrDefault(turn.Parent) is not { } noted ? 1
            : noted.Contains(turn.Number) ? noted.Count
            : noted.Count + 1;
    }

    private static int ParentOf(Item item) => Number(item[TableSchema.Sk].S[BranchPrefix.Length..]);

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

using System.Text.Json;
using Chat.Table;
using static Chat.Conversations.ConversationItems;
using static Chat.Table.Attributes;
using static Chat.Table.ChatKeys;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Chat.Conversations;

/// <summary>Stores feedback as an attribute of its turn. A turn in progress cannot have any.</summary>
internal sealed class FeedbackStore(DynamoTable table, TimeProvider time)
{
    private const string HasEnded = "attribute_exists(pk) AND (#status <> :generating OR lease_until <= :now)";

    private static readonly Dictionary<string, string> _names = new() { ["#status"] = "status" };

    /// <summary>Stores feedback and replaces earlier feedback.</summary>
    /// <returns>Whether the turn exists and has ended, and its previous rating.</returns>
    public async Task<(bool IsStored, string? Before)> TryPutAsync(
        string owner,
        string id,
        int number,
        Feedback feedback,
        CancellationToken cancellationToken
    )
    {
        var values = Values();
        values[":feedback"] = S(JsonSerializer.Serialize(feedback, ChatJson.Api.Feedback));
        var replaced = await table.ReplaceAsync(
            new(TurnKey(owner, id, number), "SET feedback = :feedback", HasEnded, values, _names),
            cancellationToken
        );

        return (replaced is not null, replaced is null ? null : ToFeedback(replaced)?.Rating);
    }

    /// <summary>Removes feedback, if there is any.</summary>
    /// <returns>Whether the turn exists and has ended.</returns>
    public Task<bool> TryDeleteAsync(string owner, string id, int number, CancellationToken cancellationToken) =>
        table.TryUpdateAsync(new(TurnKey(owner, id, number), "REMOVE feedback", HasEnded, Values(), _names), cancellationToken);

    private Item Values() => new() { [":generating"] = S(TurnStatus.Generating), [":now"] = N(time.GetUtcNow()) };
}

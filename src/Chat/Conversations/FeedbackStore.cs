using System.Text.Json;
using Chat.Table;
using static Chat.Conversations.ConversationItems;
using static Chat.Table.Attributes;
using static Chat.Table.ChatKeys;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Chat.Conversations;

/// <summary>Keeps feedback as one attribute of its turn. A turn that is still being generated has none.</summary>
internal sealed class FeedbackStore(DynamoTable table, TimeProvider time)
{
    private const string HasEnded = "attribute_exists(pk) AND (#status <> :generating OR lease_until <= :now)";

    private static readonly Dictionary<string, string> _names = new() { ["#status"] = "status" };

    /// <summary>Stores feedback in place of any earlier one.</summary>
    /// <returns>Whether there was a turn that has ended, and the rating that it had before.</returns>
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

    /// <summary>Takes feedback back, if there is any.</summary>
    /// <returns>Whether there was a turn that has ended.</returns>
    public Task<bool> TryDeleteAsync(string owner, string id, int number, CancellationToken cancellationToken) =>
        table.TryUpdateAsync(new(TurnKey(owner, id, number), "REMOVE feedback", HasEnded, Values(), _names), cancellationToken);

    private Item Values() => new() { [":generating"] = S(TurnStatus.Generating), [":now"] = N(time.GetUtcNow()) };
}

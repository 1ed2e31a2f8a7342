using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using static Chat.Conversations.ConversationItems;

namespace Chat.Conversations;

/// <summary>Keeps feedback as one attribute of its turn. A turn that is still being generated has none.</summary>
internal sealed class FeedbackStore(IAmazonDynamoDB dynamo, string table, TimeProvider time)
{
    private const string HasEnded = "attribute_exists(pk) AND (#status <> :generating OR lease_until <= :now)";

    /// <summary>Stores feedback in place of any earlier one.</summary>
    /// <returns>Whether there was a turn that has ended, and the rating that it had before.</returns>
    public Task<(bool IsStored, string? Before)> TryPutAsync(string owner, string id, int number, Feedback feedback, CancellationToken cancellationToken) =>
        TryUpdateAsync(owner, id, number, "SET feedback = :feedback", S(JsonSerializer.Serialize(feedback, ChatJson.Api.Feedback)), cancellationToken);

    /// <summary>Takes feedback back, if there is any.</summary>
    /// <returns>Whether there was a turn that has ended.</returns>
    public async Task<bool> TryDeleteAsync(string owner, string id, int number, CancellationToken cancellationToken) =>
        (await TryUpdateAsync(owner, id, number, "REMOVE feedback", feedback: null, cancellationToken).ConfigureAwait(false)).IsStored;

    private async Task<(bool IsStored, string? Before)> TryUpdateAsync(
        string owner, string id, int number, string update, AttributeValue? feedback, CancellationToken cancellationToken)
    {
        UpdateItemRequest request = new()
        {
            TableName = table,
            Key = TurnKey(owner, id, number),
            UpdateExpression = update,
            ConditionExpression = HasEnded,
            ExpressionAttributeNames = new() { ["#status"] = "status" },
            ExpressionAttributeValues = new() { [":generating"] = S(TurnStatus.Generating), [":now"] = N(time.GetUtcNow()) },
            ReturnValues = ReturnValue.UPDATED_OLD,
        };
        if (feedback is not null)
        {
            request.ExpressionAttributeValues[":feedback"] = feedback;
        }

        try
        {
            var response = await dynamo.UpdateItemAsync(request, cancellationToken).ConfigureAwait(false);

            return (true, ToFeedback(response.Attributes ?? [])?.Rating);
        }
        catch (ConditionalCheckFailedException)
        {
            return (false, null);
        }
    }
}

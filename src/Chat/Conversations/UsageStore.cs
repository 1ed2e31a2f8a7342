using System.Globalization;
using Amazon.DynamoDBv2;
using static Chat.Conversations.ConversationItems;

namespace Chat.Conversations;

/// <summary>What an owner used on a day.</summary>
internal sealed record DayUsage(DateOnly Day, int Turns, Llama.TokenUsage Tokens, decimal CostUsd);

/// <summary>Usage by owner and day: atomic additions, so nothing is lost between two at once.</summary>
internal sealed class UsageStore(IAmazonDynamoDB dynamo, string table)
{
    public Task AddAsync(string owner, DateOnly day, TurnCost cost, CancellationToken cancellationToken) =>
        dynamo.UpdateItemAsync(
            new()
            {
                TableName = table,
                Key = UsageKey(owner, day),
                UpdateExpression = "ADD turns :one, prompt_tokens :prompt, completion_tokens :completion, cost_usd :cost",
                ExpressionAttributeValues = new()
                {
                    [":one"] = N(1),
                    [":prompt"] = N(cost.Tokens.PromptTokens),
                    [":completion"] = N(cost.Tokens.CompletionTokens),
                    [":cost"] = N(cost.Usd),
                },
            },
            cancellationToken);

    /// <summary>The days with usage, both ends included, oldest first.</summary>
    public async Task<IReadOnlyList<DayUsage>> ListAsync(string owner, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        // A year of days is far below the megabyte that a query reads.
        var response = await dynamo.QueryAsync(
            new()
            {
                TableName = table,
                KeyConditionExpression = "pk = :pk AND sk BETWEEN :from AND :to",
                ExpressionAttributeValues = new() { [":pk"] = S(UserPk(owner)), [":from"] = S(UsageSk(from)), [":to"] = S(UsageSk(to)) },
                ConsistentRead = true,
            },
            cancellationToken).ConfigureAwait(false);

        return
        [
            .. (response.Items ?? []).Select(item => new DayUsage(
                DateOnly.Parse(item[ChatTable.Sk].S.AsSpan(UsagePrefix.Length), CultureInfo.InvariantCulture),
                item.Integer("turns"),
                item.Usage(),
                item.Decimal("cost_usd"))),
        ];
    }
}

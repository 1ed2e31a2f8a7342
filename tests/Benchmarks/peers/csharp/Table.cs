using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Peer;

internal sealed record StoredConversation(string SystemPrompt, double Temperature, double TopP, int MaxGenLen);

internal sealed record StoredTurn(int Number, string User, string Assistant, string Status, long LeaseUntil);

/// <summary>The chat table: the same items as ours, so that both do the same work on the same data.</summary>
internal sealed class Table(IAmazonDynamoDB dynamo)
{
    private const string Totals = "prompt_tokens :prompt, completion_tokens :completion, cost_usd :cost";

    private static readonly string _name = Environment.GetEnvironmentVariable("CHAT_TABLE")!;

    public async Task<StoredConversation?> HeadAsync(string owner, string id)
    {
        var found = await dynamo.GetItemAsync(
            new()
            {
                TableName = _name,
                Key = HeadKey(owner, id),
                ConsistentRead = true,
            }
        );

        return found.Item is { Count: > 0 } item
            ? new(Text(item, "system_prompt"), Number(item, "temperature"), Number(item, "top_p"), (int)Number(item, "max_gen_len"))
            : null;
    }

    /// <summary>The last turns, newest first.</summary>
    public async Task<List<StoredTurn>> RecentAsync(string owner, string id)
    {
        var found = await dynamo.QueryAsync(
            new()
            {
                TableName = _name,
                KeyConditionExpression = "pk = :pk",
                ExpressionAttributeValues = new() { [":pk"] = new(TurnsKey(owner, id)) },
                ScanIndexForward = false,
                ConsistentRead = true,
                Limit = 10,
            }
        );

        return
        [
            .. (found.Items ?? []).Select(item => new StoredTurn(
                int.Parse(Text(item, "sk")["TURN#".Length..], CultureInfo.InvariantCulture),
                Text(item, "user"),
                Text(item, "assistant"),
                Text(item, "status"),
                (long)Number(item, "lease_until")
            )),
        ];
    }

    /// <summary>Writes the turn only if no other request has begun it.</summary>
    public Task BeginAsync(string owner, string id, int turn, string user, string lease, DateTimeOffset now) =>
        dynamo.PutItemAsync(
            new()
            {
                TableName = _name,
                Item = new(TurnKey(owner, id, turn))
                {
                    ["user"] = new(user),
                    ["status"] = new("generating"),
                    ["created_at"] = new(Instant(now)),
                    ["lease_until"] = N(now.ToUnixTimeMilliseconds() + 30_000),
                    ["lease"] = new(lease),
                },
                ConditionExpression = "attribute_not_exists(pk)",
            }
        );

    /// <summary>Writes turn, head and usage side by side: they are items of their own.</summary>
    public Task CompleteAsync(string owner, string id, int turn, string lease, string user, Generation generated, DateTimeOffset now) =>
        Task.WhenAll(
            dynamo.UpdateItemAsync(
                new()
                {
                    TableName = _name,
                    Key = TurnKey(owner, id, turn),
                    UpdateExpression = $"SET #status = :complete, assistant = :text, stop_reason = :reason ADD {Totals}",
                    ConditionExpression = "#status = :generating AND lease = :mine",
                    ExpressionAttributeNames = new() { ["#status"] = "status" },
                    ExpressionAttributeValues = new(TotalsOf(generated.Usage))
                    {
                        [":complete"] = new("complete"),
                        [":generating"] = new("generating"),
                        [":mine"] = new(lease),
                        [":text"] = new(generated.Text),
                        [":reason"] = new(generated.StopReason),
                    },
                }
            ),
            dynamo.UpdateItemAsync(
                new()
                {
                    TableName = _name,
                    Key = HeadKey(owner, id),
                    UpdateExpression = $"SET turns = :turns, updated_at = :now, title = if_not_exists(title, :title) ADD {Totals}",
                    ConditionExpression = "attribute_exists(pk)",
                    ExpressionAttributeValues = new(TotalsOf(generated.Usage))
                    {
                        [":turns"] = N(turn),
                        [":now"] = new(Instant(now)),
                        [":title"] = new(user.Length > 60 ? user[..60] : user),
                    },
                }
            ),
            AddUsageAsync(owner, generated.Usage, now)
        );

    public Task AddUsageAsync(string owner, Usage usage, DateTimeOffset now) =>
        dynamo.UpdateItemAsync(
            new()
            {
                TableName = _name,
                Key = new() { ["pk"] = new($"USER#{owner}"), ["sk"] = new($"USAGE#{now.UtcDateTime:yyyy-MM-dd}") },
                UpdateExpression = $"ADD turns :one, {Totals}",
                ExpressionAttributeValues = new(TotalsOf(usage)) { [":one"] = N(1) },
            }
        );

    private static Item TotalsOf(Usage usage) =>
        new()
        {
            [":prompt"] = N(usage.PromptTokens),
            [":completion"] = N(usage.CompletionTokens),
            [":cost"] = N(usage.CostUsd),
        };

    private static Item HeadKey(string owner, string id) => new() { ["pk"] = new($"USER#{owner}"), ["sk"] = new($"CONV#{id}") };

    private static string TurnsKey(string owner, string id) => $"CONV#{owner}#{id}";

    private static Item TurnKey(string owner, string id, int turn) =>
        new() { ["pk"] = new(TurnsKey(owner, id)), ["sk"] = new(string.Create(CultureInfo.InvariantCulture, $"TURN#{turn:D6}")) };

    private static string Instant(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static AttributeValue N(decimal value) => new() { N = value.ToString(CultureInfo.InvariantCulture) };

    private static string Text(Item item, string name) => item.TryGetValue(name, out var value) ? value.S ?? "" : "";

    private static double Number(Item item, string name) =>
        item.TryGetValue(name, out var value) && double.TryParse(value.N, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

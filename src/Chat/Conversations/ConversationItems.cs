using System.Globalization;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Chat.Table;
using Llama;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Chat.Conversations;

/// <summary>Keys and items. The owner is part of every partition key: what is another's cannot be addressed.</summary>
/// <remarks>
/// <code>
/// item                pk                   sk
/// conversation head   USER#{owner}         CONV#{id}            in the index by updated_at
/// turn                CONV#{owner}#{id}    TURN#{000001}
/// usage of a day      USER#{owner}         USAGE#{2026-11-23}   also holds what is reserved
/// idempotency record  USER#{owner}         IDEMPOTENCY#{key}    expires after 24 hours
/// </code>
/// </remarks>
internal static class ConversationItems
{
    public const string HeadPrefix = "CONV#";
    public const string TurnPrefix = "TURN#";
    public const string UsagePrefix = "USAGE#";

    public static string UserPk(string owner) => $"USER#{owner}";

    // Ids have a fixed length, so no owner's name can run into an id.
    public static string TurnsPk(string owner, string id) => $"CONV#{owner}#{id}";

    public static Item HeadKey(string owner, string id) => Key(UserPk(owner), HeadPrefix + id);

    public static Item TurnKey(string owner, string id, int number) => Key(TurnsPk(owner, id), TurnSk(number));

    public static Item UsageKey(string owner, DateOnly day) => Key(UserPk(owner), UsageSk(day));

    public static Item IdempotencyKey(string owner, string key) => Key(UserPk(owner), $"IDEMPOTENCY#{key}");

    public static string TurnSk(int number) => string.Create(CultureInfo.InvariantCulture, $"{TurnPrefix}{number:D6}");

    public static string UsageSk(DateOnly day) => UsagePrefix + day.ToString("O", CultureInfo.InvariantCulture);

    public static Item ToItem(string owner, Conversation conversation)
    {
        var item = HeadKey(owner, conversation.Id);
        item.Set("title", conversation.Title);
        item.Set("system_prompt", conversation.SystemPrompt);
        item.Set("model", conversation.Model);
        item["temperature"] = N(conversation.Parameters.Temperature);
        item["top_p"] = N(conversation.Parameters.TopP);
        item["max_gen_len"] = N(conversation.Parameters.MaxGenLen);
        item["turns"] = N(conversation.Turns);
        item["created_at"] = S(conversation.CreatedAt);
        item[ChatTable.UpdatedAt] = S(conversation.UpdatedAt);

        return item;
    }

    public static Conversation ToConversation(Item item) => new()
    {
        Id = item[ChatTable.Sk].S[HeadPrefix.Length..],
        Title = item.Text("title"),
        SystemPrompt = item.Text("system_prompt"),
        Model = item.Text("model"),
        Parameters = new()
        {
            Temperature = (double)item.Decimal("temperature"),
            TopP = (double)item.Decimal("top_p"),
            MaxGenLen = item.Integer("max_gen_len"),
        },
        Turns = item.Integer("turns"),
        Usage = item.Usage(),
        CostUsd = item.Decimal("cost_usd"),
        CreatedAt = item.Time("created_at"),
        UpdatedAt = item.Time(ChatTable.UpdatedAt),
    };

    public static Item ToItem(string owner, string id, ConversationTurn turn)
    {
        var item = TurnKey(owner, id, turn.Number);
        item["user"] = S(turn.User);
        item["status"] = S(turn.Status);
        item["created_at"] = S(turn.CreatedAt);
        item["lease_until"] = N(turn.LeaseUntil);
        item["lease"] = S(turn.Lease);
        if (turn.Before is { } before)
        {
            item["before"] = N(before);
        }

        return item;
    }

    public static ConversationTurn ToTurn(Item item) => new()
    {
        Number = int.Parse(item[ChatTable.Sk].S.AsSpan(TurnPrefix.Length), CultureInfo.InvariantCulture),
        User = item["user"].S,
        Assistant = item.Text("assistant") ?? "",
        Status = Enum.Parse<TurnStatus>(item["status"].S, ignoreCase: true),
        StopReason = item.Text("stop_reason"),
        Guardrail = item.Text("guardrail") is { } action ? Enum.Parse<GuardrailAction>(action, ignoreCase: true) : GuardrailAction.None,
        Usage = item.Usage(),
        CostUsd = item.Decimal("cost_usd"),
        Before = item.ContainsKey("before") ? item.Integer("before") : null,
        ContextTokens = item.ContainsKey("context_tokens") ? item.Integer("context_tokens") : null,
        Vocabulary = item.Text("vocabulary"),
        PromptCount = item.ContainsKey("prompt_counted") ? new(item.Integer("prompt_counted"), item.Integer("prompt_reported")) : null,
        Retrieval = item.Text("retrieval") is { } json ? JsonSerializer.Deserialize(json, ChatJson.Api.RetrievalOutcome) : null,
        CreatedAt = item.Time("created_at"),
        LeaseUntil = DateTimeOffset.FromUnixTimeMilliseconds((long)item.Decimal("lease_until")),
        Lease = item.Text("lease") ?? "",
    };

    public static AttributeValue S(string text) => new() { S = text };

    public static AttributeValue S(TurnStatus status) => S(status.ToString().ToLowerInvariant());

    public static AttributeValue S(GuardrailAction action) => S(action.ToString().ToLowerInvariant());

    // Of one length, so that text order is time order.
    public static AttributeValue S(DateTimeOffset time) => S(Timestamp(time));

    public static string Timestamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static AttributeValue N(IFormattable number) => new() { N = number.ToString(null, CultureInfo.InvariantCulture) };

    public static AttributeValue N(DateTimeOffset time) => N(time.ToUnixTimeMilliseconds());

    private static Item Key(string pk, string sk) => new() { [ChatTable.Pk] = S(pk), [ChatTable.Sk] = S(sk) };

    private static void Set(this Item item, string name, string? text)
    {
        if (text is not null)
        {
            item[name] = S(text);
        }
    }

    public static string? Text(this Item item, string name) => item.GetValueOrDefault(name)?.S;

    public static decimal Decimal(this Item item, string name) =>
        item.GetValueOrDefault(name)?.N is { } number ? decimal.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture) : 0;

    public static int Integer(this Item item, string name) => (int)item.Decimal(name);

    public static TokenUsage Usage(this Item item) => new(item.Integer("prompt_tokens"), item.Integer("completion_tokens"));

    private static DateTimeOffset Time(this Item item, string name) =>
        DateTimeOffset.Parse(item[name].S, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}

using System.Globalization;
using System.Text.Json;
using Chat.Metering;
using Chat.Table;
using Llama;
using static Chat.Table.Attributes;
using static Chat.Table.ChatKeys;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Chat.Conversations;

/// <summary>Converts conversations and turns to items and back.</summary>
internal static class ConversationItems
{
    public static Item ToItem(string owner, Conversation conversation)
    {
        var item = ConversationKey(owner, conversation.Id);
        item.Set("title", conversation.Title);
        item.Set("system_prompt", conversation.SystemPrompt);
        item.Set("model", conversation.Model);

        // DynamoDB has no negative zero.
        item["temperature"] = N(conversation.Parameters.Temperature + 0.0);
        item["top_p"] = N(conversation.Parameters.TopP + 0.0);
        item["max_gen_len"] = N(conversation.Parameters.MaxGenLen);
        item["turns"] = N(conversation.Turns);
        if (conversation.IsArchived)
        {
            item["archived"] = new() { BOOL = true };
        }

        if (conversation.ActiveTurn is { } active)
        {
            item["active_turn"] = N(active);
        }

        item["created_at"] = S(conversation.CreatedAt);
        item[TableSchema.UpdatedAt] = S(conversation.UpdatedAt);

        return item;
    }

    /// <exception cref="UnreadableItemException">The item is damaged, or from a later version.</exception>
    public static Conversation ToConversation(Item item) =>
        ItemReader.Read(
            item,
            static item => new Conversation
            {
                Id = item[TableSchema.Sk].S[ConversationPrefix.Length..],
                Title = item.Text("title"),
                SystemPrompt = item.Text("system_prompt"),
                Model = item.Text("model"),
                Parameters = Parameters(item),
                IsArchived = item.GetValueOrDefault("archived")?.BOOL ?? false,
                Turns = item.Integer("turns"),
                ActiveTurn = item.OptionalInteger("active_turn"),
                Usage = TokenTotals.Of(item),
                CostUsd = item.Decimal("cost_usd"),
                CreatedAt = item.Time("created_at"),
                UpdatedAt = item.Time(TableSchema.UpdatedAt),
            }
        );

    /// <summary>The position of an index key.</summary>
    /// <returns>Null if it is not a conversation's key.</returns>
    public static ConversationPosition? ToPosition(Item key) =>
        key[TableSchema.Sk].S.StartsWith(ConversationPrefix, StringComparison.Ordinal)
            ? ItemReader.TryRead(
                key,
                static key => new ConversationPosition(key[TableSchema.Sk].S[ConversationPrefix.Length..], key.Time(TableSchema.UpdatedAt))
            )
            : null;

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

        if (turn.Branch is { } branch)
        {
            item["parent"] = N(branch.Parent);
            item["depth"] = N(branch.Depth);
            item["run"] = N(branch.Run);
            item["fork"] = N(branch.Fork);
        }

        if (turn.Continued > 0)
        {
            item["assistant"] = S(turn.Assistant);
            item["continued"] = N(turn.Continued);
        }

        return item;
    }

    /// <summary>The item of an imported turn.</summary>
    public static Item ToEndedItem(string owner, string id, ConversationTurn turn)
    {
        var item = ToItem(owner, id, turn);
        item["assistant"] = S(turn.Assistant);
        item.Set("stop_reason", turn.StopReason);
        item.Set("vocabulary", turn.Vocabulary);
        if (turn.Guardrail != GuardrailAction.None)
        {
            item["guardrail"] = S(turn.Guardrail);
        }

        if (turn.ContextTokens is { } tokens)
        {
            item["context_tokens"] = N(tokens);
        }

        return item;
    }

    /// <exception cref="UnreadableItemException">The item is damaged, or from a later version.</exception>
    public static ConversationTurn ToTurn(Item item) =>
        ItemReader.Read(
            item,
            static item => new ConversationTurn
            {
                Number = NumberOf(item),
                Branch = item.ContainsKey("parent")
                    ? new(item.Integer("parent"), item.Integer("depth"), item.Integer("run"), item.Integer("fork"))
                    : null,
                User = item["user"].S,
                Assistant = item.Text("assistant") ?? "",
                Continued = item.Integer("continued"),
                Status = OneOf<TurnStatus>(item["status"].S),
                StopReason = item.Text("stop_reason"),
                Guardrail = item.Text("guardrail") is { } action ? OneOf<GuardrailAction>(action) : GuardrailAction.None,
                Usage = item.Usage(),
                CostUsd = item.Decimal("cost_usd"),
                Attempts = item.OptionalInteger("attempts"),
                Before = item.OptionalInteger("before"),
                ContextTokens = item.OptionalInteger("context_tokens"),
                Vocabulary = item.Text("vocabulary"),
                PromptCount = item.ContainsKey("prompt_counted")
                    ? new(item.Integer("prompt_counted"), item.Integer("prompt_reported"))
                    : null,
                Retrieval = item.Text("retrieval") is { } json ? JsonSerializer.Deserialize(json, ChatJson.Api.RetrievalOutcome) : null,
                Feedback = ToFeedback(item),
                CreatedAt = item.Time("created_at"),
                LeaseUntil = DateTimeOffset.FromUnixTimeMilliseconds((long)item.Decimal("lease_until")),
                Lease = item.Text("lease") ?? "",
                Model = item.Text("model"),
                Region = item.Text("served_by"),
                TurnsIncluded = item.OptionalInteger("turns_included"),
            }
        );

    public static Feedback? ToFeedback(Item item) =>
        item.Text("feedback") is { } json ? JsonSerializer.Deserialize(json, ChatJson.Api.Feedback) : null;

    /// <summary>The turn, or if it is unreadable, a failed turn with its number, which no caller sees.</summary>
    /// <returns>Null if the key is not a turn's.</returns>
    public static ConversationTurn? ToTurnOrGap(Item item) =>
        ItemReader.TryRead(item, ToTurn)
        ?? ItemReader.TryRead(
            item,
            static item => new ConversationTurn
            {
                Number = NumberOf(item),
                User = "",
                Status = TurnStatus.Failed,
                StopReason = UnreadableItemException.Code,
                CreatedAt = default,
                Lease = item.Text("lease") ?? "",
            }
        );

    // Values out of range are replaced by defaults, so that the conversation can continue.
    private static InferenceParameters Parameters(Item item)
    {
        var parameters = InferenceParameters.Default;
        var (temperature, topP, maxGenLen) = (item.Double("temperature"), item.Double("top_p"), item.Double("max_gen_len"));

        return new()
        {
            Temperature = temperature is >= 0 and <= 1 ? temperature.Value : parameters.Temperature,
            TopP = topP is >= 0 and <= 1 ? topP.Value : parameters.TopP,
            MaxGenLen = maxGenLen is >= 1 and <= InferenceParameters.MaxGenLenLimit ? (int)maxGenLen : parameters.MaxGenLen,
        };
    }

    private static int NumberOf(Item item) =>
        int.Parse(item[TableSchema.Sk].S.AsSpan(TurnPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture);

    // Enum.Parse would accept any number in place of a name.
    private static T OneOf<T>(string text)
        where T : struct, Enum =>
        Enum.Parse<T>(text, ignoreCase: true) is var value && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0])
            ? value
            : throw new FormatException(text);
}

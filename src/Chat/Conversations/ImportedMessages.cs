using System.Text;
using System.Text.Json;
using Chat.Http;
using Llama;

namespace Chat.Conversations;

/// <summary>
/// The history for a new conversation: messages of this API's export, or of any other chat, as <c>{role, content}</c>. From an export it
/// also reads which turn each turn follows and how its answer ended.
/// </summary>
internal static class ImportedMessages
{
    public const int MaxMessages = 200;

    private const int MaxReasonLength = 40;

    /// <param name="body">The body of a request, with or without <c>messages</c>.</param>
    /// <param name="template">Counts the turns' tokens.</param>
    /// <param name="now">The time of the turns.</param>
    /// <returns>The text of a leading system message, the turns, and the active turn; null for the last one with an answer.</returns>
    /// <exception cref="ProblemException">The messages are not a conversation of whole turns.</exception>
    public static (string? System, IReadOnlyList<ConversationTurn> Turns, int? Active) Read(
        JsonElement body,
        PromptTemplate template,
        DateTimeOffset now
    )
    {
        List<JsonElement> messages = body.Optional("messages", JsonValueKind.Array) is { } array ? [.. array.EnumerateArray()] : [];
        if (messages.Count > MaxMessages)
        {
            throw ProblemException.Invalid("messages", $"must have at most {MaxMessages} messages; there are {messages.Count}");
        }

        var system =
            messages is [var first, ..] && Role(first, 0) == "system" ? Content(first, 0, ConversationRoutes.MaxSystemPromptBytes) : null;
        List<ConversationTurn> turns = [];
        Dictionary<int, int> numbers = [];
        for (var index = system is null ? 0 : 1; index < messages.Count; index += 2)
        {
            turns.Add(ReadTurn(messages, index, turns, numbers, template, now));
        }

        return (system, turns, ActiveOf(body, numbers));
    }

    private static ConversationTurn ReadTurn(
        List<JsonElement> messages,
        int index,
        List<ConversationTurn> turns,
        Dictionary<int, int> numbers,
        PromptTemplate template,
        DateTimeOffset now
    )
    {
        Require(messages[index], index, "user");
        var user = Content(messages[index], index, ItemLimits.MaxContentBytes);
        if (PromptTemplate.IsBlank(user))
        {
            throw ProblemException.Invalid($"messages[{index}].content", "is required");
        }

        if (index + 1 == messages.Count)
        {
            throw ProblemException.Invalid(
                "messages",
                "must end with a message of the assistant; send the last question as a message of the conversation"
            );
        }

        Require(messages[index + 1], index + 1, "assistant");
        var answer = Content(messages[index + 1], index + 1, ItemLimits.MaxAnswerBytes);
        var (status, reason) = Ending(messages[index + 1], answer);
        var number = turns.Count + 1;
        var parent = Parent(messages[index], index, number, numbers) ?? number - 1;
        ConversationTurn turn = new()
        {
            Number = number,
            Branch = BranchPlace.Of(number, parent == 0 ? null : turns[parent - 1]),
            User = user,
            Assistant = answer,
            Status = status,
            StopReason = reason,
            Guardrail = Guardrail(messages[index + 1], index + 1),
            CreatedAt = now,
            LeaseUntil = now,
            Lease = "imported",
        };

        return turn.IsShown
            ? turn with
            {
                ContextTokens = template.CountTurn(turn.ToDialogTurn()),
                Vocabulary = template.Vocabulary,
            }
            : turn;
    }

    private static void Require(JsonElement message, int index, string role)
    {
        if (Role(message, index) != role)
        {
            throw ProblemException.Invalid(
                $"messages[{index}].role",
                $"must be {role}: the user and the assistant take turns, and the user begins"
            );
        }
    }

    private static string Role(JsonElement message, int index) =>
        message.ValueKind != JsonValueKind.Object
            ? throw ProblemException.Invalid($"messages[{index}]", "must be an object")
            : message.Optional("role", JsonValueKind.String, $"messages[{index}]")?.GetString()
                ?? throw ProblemException.Invalid($"messages[{index}].role", "is required");

    private static string Content(JsonElement message, int index, int maxBytes)
    {
        var content =
            message.Optional("content", JsonValueKind.String, $"messages[{index}]")?.GetString()
            ?? throw ProblemException.Invalid($"messages[{index}].content", "is required");

        return Encoding.UTF8.GetByteCount(content) <= maxBytes
            ? content
            : throw ProblemException.Invalid($"messages[{index}].content", $"must have at most {maxBytes} bytes");
    }

    // The numbers of an export may have gaps; those of the new conversation have none.
    private static int? Parent(JsonElement message, int index, int number, Dictionary<int, int> numbers)
    {
        if (Integer(message, index, "turn") is { } exported && !numbers.TryAdd(exported, number))
        {
            throw ProblemException.Invalid($"messages[{index}].turn", "is the number of an earlier turn");
        }

        return Integer(message, index, "parent") switch
        {
            null => null,
            0 => 0,
            { } parent when numbers.TryGetValue(parent, out var known) && known < number => known,
            _ => throw ProblemException.Invalid($"messages[{index}].parent", "must be 0 or the number of an earlier turn"),
        };
    }

    // An export that was edited may name a turn that does not exist.
    private static int? ActiveOf(JsonElement body, Dictionary<int, int> numbers) =>
        body.TryGetProperty("active_turn", out var value) && InferenceParameters.ReadInteger(value) is { } exported
            ? exported == 0
                ? 0
                : numbers.TryGetValue(exported, out var active)
                    ? active
                    : null
            : null;

    private static int? Integer(JsonElement message, int index, string name) =>
        message.Optional(name, JsonValueKind.Number, $"messages[{index}]") is not { } value ? null
        : InferenceParameters.ReadInteger(value) is { } number and >= 0 ? number
        : throw ProblemException.Invalid($"messages[{index}].{name}", "must be a whole number from 0");

    // Other chats have no status: a turn has an answer or not.
    private static (TurnStatus Status, string Reason) Ending(JsonElement answer, string text)
    {
        var status = Text(answer, "status");
        var reason = Text(answer, "stop_reason");
        if (
            status is "complete" or "cancelled" or "failed"
            && reason is { Length: > 0 and <= MaxReasonLength }
            && reason.All(c => c is '_' or (>= 'a' and <= 'z'))
        )
        {
            return (Enum.Parse<TurnStatus>(status, ignoreCase: true), reason);
        }

        return status == "generating" ? (TurnStatus.Cancelled, "disconnected")
            : text.Length > 0 ? (TurnStatus.Complete, "stop")
            : (TurnStatus.Cancelled, "cancelled");
    }

    // A guardrail's message must not look like the model's own words in a later prompt.
    private static GuardrailAction Guardrail(JsonElement answer, int index) =>
        answer.Optional("guardrail", JsonValueKind.Object, $"messages[{index}]") is not { } guardrail ? GuardrailAction.None
        : !guardrail.TryGetProperty("blocked", out var blocked) ? GuardrailAction.Intervened
        : blocked.ValueKind switch
        {
            JsonValueKind.True => GuardrailAction.Blocked,
            JsonValueKind.False => GuardrailAction.Anonymized,
            _ => GuardrailAction.Intervened,
        };

    private static string? Text(JsonElement message, string name) =>
        message.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

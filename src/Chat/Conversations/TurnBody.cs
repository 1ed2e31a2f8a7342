using System.Text.Json.Serialization;
using Chat.Http;
using Chat.Knowledge;
using Chat.Table;

namespace Chat.Conversations;

/// <summary>One turn, possibly in progress: both messages and the status.</summary>
internal sealed record TurnBody(
    string ConversationId,
    int Turn,
    int Parent,
    int Versions,
    int Active,
    string Status,
    string Content,
    AnswerMessage Message,
    string? StopReason,
    Usage Usage,
    string CreatedAt
)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GuardrailBody? Guardrail { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Retrieval { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Citation>? Citations { get; init; }

    public static TurnBody Of(string conversationId, ConversationTurn turn, int versions, int active) =>
        new(
            conversationId,
            turn.Number,
            turn.Parent,
            versions,
            active,
            turn.Status.ToString().ToLowerInvariant(),
            turn.User,
            new("assistant", turn.Assistant),
            turn.StopReason,
            turn.Bill,
            Attributes.Timestamp(turn.CreatedAt)
        )
        {
            Guardrail = GuardrailBody.Of(turn.Guardrail),
            Retrieval = turn.Retrieval?.Status,
            Citations = turn.Retrieval?.Citations,
        };
}

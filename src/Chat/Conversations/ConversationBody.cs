using System.Text.Json.Serialization;
using Chat.Configuration;
using Chat.Http;
using Chat.Knowledge;
using Chat.Table;

namespace Chat.Conversations;

internal sealed record ParametersBody(double Temperature, double TopP, int MaxGenLen);

internal sealed record ConversationBody(
    string Id,
    string? Title,
    string? SystemPrompt,
    string Model,
    ParametersBody Parameters,
    bool Archived,
    int Turns,
    int ActiveTurn,
    Usage Usage,
    string CreatedAt,
    string UpdatedAt
)
{
    /// <summary>False if the model is not offered any more; otherwise absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? ModelOffered { get; init; }

    public static ConversationBody Of(Conversation conversation, ChatSettings settings) =>
        new(
            conversation.Id,
            conversation.Title,
            conversation.SystemPrompt,
            conversation.Model ?? settings.Models[0].Id,
            new(conversation.Parameters.Temperature, conversation.Parameters.TopP, conversation.Parameters.MaxGenLen),
            conversation.IsArchived,
            conversation.Turns,
            conversation.ActiveTurn ?? conversation.Turns,
            conversation.Usage.At(conversation.CostUsd),
            Attributes.Timestamp(conversation.CreatedAt),
            Attributes.Timestamp(conversation.UpdatedAt)
        )
        {
            ModelOffered = conversation.Model is { } model && !settings.Models.Any(offered => offered.IsNamed(model)) ? false : null,
        };
}

internal sealed record MessageBody(
    int Turn,
    int Parent,
    int Versions,
    string Role,
    string Content,
    string Status,
    string? StopReason,
    Usage? Usage,
    string CreatedAt
)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GuardrailBody? Guardrail { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Retrieval { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Citation>? Citations { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Feedback? Feedback { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ContextBody? Context { get; init; }

    /// <summary>The two messages of a turn. The answer has the turn's outcome.</summary>
    /// <param name="turn">The turn in its current state.</param>
    /// <param name="versions">The number of turns that follow the same turn.</param>
    /// <param name="window">The context window, in tokens.</param>
    public static IEnumerable<MessageBody> Of(ConversationTurn turn, int versions, int window)
    {
        var (status, at) = (turn.Status.ToString().ToLowerInvariant(), Attributes.Timestamp(turn.CreatedAt));
        yield return new(turn.Number, turn.Parent, versions, "user", turn.User, status, null, null, at);
        yield return new(turn.Number, turn.Parent, versions, "assistant", turn.Assistant, status, turn.StopReason, turn.Bill, at)
        {
            Guardrail = GuardrailBody.Of(turn.Guardrail),
            Retrieval = turn.Retrieval?.Status,
            Citations = turn.Retrieval?.Citations,
            Feedback = turn.Feedback,
            Context = turn.TurnsIncluded is null ? null : ContextBody.Of(window, turn),
        };
    }
}

/// <summary>The answer to a message. The retrieval's outcome is present only if one was requested.</summary>
internal sealed record AnswerBody(
    string ConversationId,
    int Turn,
    int Parent,
    int Active,
    AnswerMessage Message,
    string? StopReason,
    Usage Usage,
    ContextBody Context,
    ServedBy ServedBy
)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GuardrailBody? Guardrail { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Retrieval { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Citation>? Citations { get; init; }

    /// <param name="settings">The settings, for window and model.</param>
    /// <param name="conversationId">The conversation.</param>
    /// <param name="turn">The ended turn, with its region and its context.</param>
    /// <param name="active">The turn that the next message follows.</param>
    public static AnswerBody Of(ChatSettings settings, string conversationId, ConversationTurn turn, int active) =>
        new(
            conversationId,
            turn.Number,
            turn.Parent,
            active,
            new("assistant", turn.Assistant),
            turn.StopReason,
            turn.Bill,
            ContextBody.Of(settings.ContextWindow, turn),
            new(turn.Model ?? settings.Model.InvocationId, turn.Region ?? settings.Regions[0])
        )
        {
            Guardrail = GuardrailBody.Of(turn.Guardrail),
            Retrieval = turn.Retrieval?.Status,
            Citations = turn.Retrieval?.Citations,
        };
}

internal sealed record AnswerMessage(string Role, string Content);

internal sealed record ContextBody(int WindowTokens, int PromptTokens, int TurnsIncluded, int TurnsDropped)
{
    /// <param name="window">The context window, in tokens.</param>
    /// <param name="turn">The turn, with the context of its prompt.</param>
    public static ContextBody Of(int window, ConversationTurn turn) =>
        new(window, turn.Usage.PromptTokens, turn.TurnsIncluded ?? 0, turn.Depth - (turn.TurnsIncluded ?? 0));
}

internal sealed record ServedBy(string ModelId, string Region);

internal sealed record DeltaBody(string Text);

internal sealed record CancelBody(string ConversationId, int? Turn, bool Cancelling);

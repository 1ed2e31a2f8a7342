using Chat.Configuration;
using Chat.Knowledge;
using Chat.Metering;
using Chat.Prompts;
using Llama;

namespace Chat.Conversations;

/// <summary>A turn in progress: the user's text is stored, and this process has its lease.</summary>
/// <param name="Owner">The conversation's owner.</param>
/// <param name="Conversation">The conversation record when the turn began.</param>
/// <param name="Turn">The turn.</param>
/// <param name="Context">The prompt's context.</param>
/// <param name="Parameters">The sampling parameters.</param>
/// <param name="Charge">The answer's accounting.</param>
internal sealed record OpenTurn(
    string Owner,
    Conversation Conversation,
    ConversationTurn Turn,
    ContextFit Context,
    InferenceParameters Parameters,
    Charge Charge
)
{
    /// <summary>The settings of the model that answers.</summary>
    public required ChatSettings Settings { get; init; }

    /// <summary>The active turn before this one.</summary>
    public int ActiveBefore { get; init; }

    /// <summary>The question with its passages; null without retrieval.</summary>
    public GroundedMessage? Grounded { get; init; }
}

/// <summary>An event of a turn in progress: any number of texts, then its end.</summary>
internal abstract record TurnEvent
{
    private TurnEvent() { }

    public sealed record Text(string Value) : TurnEvent;

    /// <summary>The turn as stored, and the failure if it failed.</summary>
    public sealed record Ended(ConversationTurn Turn, Exception? Failure) : TurnEvent;
}

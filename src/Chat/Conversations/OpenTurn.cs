using Chat.Configuration;
using Chat.Knowledge;
using Chat.Metering;
using Chat.Prompts;
using Llama;

namespace Chat.Conversations;

/// <summary>A turn that has begun: its user's text is durable, and it is ours.</summary>
/// <param name="Owner">Whose conversation it is.</param>
/// <param name="Conversation">The conversation as it was seen.</param>
/// <param name="Turn">The turn.</param>
/// <param name="Context">What the model is shown.</param>
/// <param name="Parameters">How it samples.</param>
/// <param name="Charge">The answer's bill.</param>
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

    /// <summary>What the knowledge base gave for it; null if it was not asked.</summary>
    public GroundedMessage? Grounded { get; init; }
}

/// <summary>What a turn tells while it is generated: any number of texts, then its end.</summary>
internal abstract record TurnEvent
{
    private TurnEvent() { }

    public sealed record Text(string Value) : TurnEvent;

    /// <summary>The turn as it is stored, and the failure if it failed.</summary>
    public sealed record Ended(ConversationTurn Turn, Exception? Failure) : TurnEvent;
}

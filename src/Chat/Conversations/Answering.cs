using Chat.Configuration;
using Chat.Metering;

namespace Chat.Conversations;

/// <summary>What answers a conversation's messages with one of the models.</summary>
/// <param name="Settings">The model's settings.</param>
/// <param name="Opener">Begins turns.</param>
/// <param name="Runner">Generates answers.</param>
/// <param name="Earlier">Finds what became of a request that is sent again.</param>
/// <param name="Meter">Books them at the model's prices.</param>
internal sealed record Answering(ChatSettings Settings, TurnOpener Opener, TurnRunner Runner, EarlierRequests Earlier, Meter Meter);

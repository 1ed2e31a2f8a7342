using Chat.Configuration;
using Chat.Metering;

namespace Chat.Conversations;

/// <summary>The services that answer messages with one of the models.</summary>
/// <param name="Settings">The model's settings.</param>
/// <param name="Opener">Begins turns.</param>
/// <param name="Runner">Generates answers.</param>
/// <param name="Earlier">Finds the outcome of a repeated request.</param>
/// <param name="Meter">Books answers at the model's prices.</param>
internal sealed record Answering(ChatSettings Settings, TurnOpener Opener, TurnRunner Runner, EarlierRequests Earlier, Meter Meter);

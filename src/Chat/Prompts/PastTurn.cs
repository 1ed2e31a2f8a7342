using Llama;

namespace Chat.Prompts;

/// <summary>An earlier turn that may be part of the prompt.</summary>
/// <param name="Said">Question and answer.</param>
/// <param name="Tokens">Its tokens in a prompt; null if not counted.</param>
/// <param name="Vocabulary">The vocabulary of <paramref name="Tokens"/>.</param>
/// <param name="Count">The counts of the prompt that was sent for this turn; null if not counted.</param>
internal sealed record PastTurn(Turn Said, int? Tokens = null, string? Vocabulary = null, PromptCount? Count = null);

using Llama;

namespace Chat.Prompts;

/// <summary>An earlier turn that the model may be shown again.</summary>
/// <param name="Said">Question and answer.</param>
/// <param name="Tokens">What it takes in a prompt; null where it was not counted.</param>
/// <param name="Vocabulary">What <paramref name="Tokens"/> was counted with.</param>
/// <param name="Count">How its own prompt was counted; null where it was not.</param>
internal sealed record PastTurn(Turn Said, int? Tokens = null, string? Vocabulary = null, PromptCount? Count = null);

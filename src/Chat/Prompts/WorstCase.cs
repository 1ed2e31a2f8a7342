using Chat.Configuration;
using Llama;

namespace Chat.Prompts;

/// <summary>The most that an answer can take. Nothing is counted before a budget asks.</summary>
/// <param name="MaxGenLen">The most tokens that are generated.</param>
/// <param name="UpperBound">Tokens that the prompt cannot exceed; cheap.</param>
/// <param name="Count">The prompt's tokens, by the larger of the model's possible readings; may need the vocabulary.</param>
internal sealed record WorstCase(int MaxGenLen, Func<int> UpperBound, Func<int> Count)
{
    /// <summary>Whether counting is cheap too.</summary>
    public bool CountsCheaply { get; init; }

    public static WorstCase Of(ChatSettings settings, Dialog dialog, int maxGenLen) =>
        Of(settings.Model.Model.Template, settings.Model.Model.Template.Render(dialog), maxGenLen);

    public static WorstCase Of(PromptTemplate template, string prompt, int maxGenLen) =>
        new(maxGenLen, () => template.UpperBound(prompt), () => template.CountPrompt(prompt))
        {
            CountsCheaply = template.IsVocabularyLoaded,
        };
}

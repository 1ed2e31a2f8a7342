using Chat.Configuration;
using Llama;

namespace Chat.Prompts;

/// <summary>The most tokens that an answer can cost. Counts lazily, only if a budget needs it.</summary>
/// <param name="MaxGenLen">The most tokens that are generated.</param>
/// <param name="UpperBound">An upper bound of the prompt's tokens, cheap to compute.</param>
/// <param name="Count">The prompt's tokens, by the larger of the possible interpretations of the template; may load the vocabulary.</param>
internal sealed record WorstCase(int MaxGenLen, Func<int> UpperBound, Func<int> Count)
{
    /// <summary>The prompt as the model reads it, for the review log; null where only the counts matter.</summary>
    public string? Prompt { get; init; }

    /// <summary>Whether the exact count is cheap too.</summary>
    public bool CountsCheaply { get; init; }

    public static WorstCase Of(ChatSettings settings, Dialog dialog, int maxGenLen) =>
        Of(settings.Model.Model.Template, settings.Model.Model.Template.Render(dialog), maxGenLen);

    public static WorstCase Of(PromptTemplate template, string prompt, int maxGenLen) =>
        new(maxGenLen, () => template.UpperBound(prompt), () => template.CountPrompt(prompt))
        {
            Prompt = prompt,
            CountsCheaply = template.IsVocabularyLoaded,
        };
}

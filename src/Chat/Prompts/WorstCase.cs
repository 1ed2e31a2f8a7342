using Chat.Configuration;
using Llama;

namespace Chat.Prompts;

/// <summary>The most that an answer can take. Nothing is counted before a budget asks.</summary>
/// <param name="MaxGenLen">The most tokens that are generated.</param>
/// <param name="UpperBound">Tokens that the prompt cannot exceed; cheap.</param>
/// <param name="Count">The prompt's tokens, exactly; needs the vocabulary.</param>
internal sealed record WorstCase(int MaxGenLen, Func<int> UpperBound, Func<int> Count)
{
    public static WorstCase Of(ChatSettings settings, Dialog dialog, int maxGenLen)
    {
        var template = settings.Model.Model.Template;

        return new(maxGenLen, () => TokenCounter.UpperBound(template.Render(dialog)) + 1, () => template.CountTokens(dialog));
    }
}

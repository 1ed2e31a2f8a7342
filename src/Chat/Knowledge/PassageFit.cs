using Llama;

namespace Chat.Knowledge;

/// <summary>
/// Fits passages before a dialog's question: whole ones in their order while they fit, then a part of the next, then none.
/// </summary>
internal sealed class PassageFit(PromptTemplate template)
{
    /// <summary>The fewest tokens that are worth a cut passage: less than a sentence or two says nothing.</summary>
    public const int LeastCut = 48;

    // The empty line behind each passage.
    private const int BlockEnd = 2;

    /// <param name="dialog">The dialog, with the question in its last turn.</param>
    /// <param name="ranked">The passages, best first.</param>
    /// <param name="budget">The most tokens that the prompt may have with them.</param>
    /// <returns>The dialog as the model is to see it, and the passages in it; the dialog as it was if none fits.</returns>
    public (Dialog Dialog, IReadOnlyList<Passage> Given) Fit(Dialog dialog, IReadOnlyList<Passage> ranked, int budget)
    {
        var blocks = ranked.Select((passage, index) => PassageFrame.Block(index + 1, passage.Text)).ToList();

        // A byte count that fits already needs no tokenizer.
        if (template.UpperBound(With(dialog, blocks)) > budget)
        {
            blocks = Choose(dialog, ranked, blocks, budget);
        }

        // What single counts add up to may be a token or two off; the prompt's own count decides.
        while (blocks.Count > 0 && !Fits(With(dialog, blocks), budget))
        {
            blocks.RemoveAt(blocks.Count - 1);
        }

        return blocks.Count == 0 ? (dialog, []) : (With(dialog, blocks), [.. ranked.Take(blocks.Count)]);
    }

    private bool Fits(Dialog dialog, int budget)
    {
        var prompt = template.Render(dialog);

        return template.UpperBound(prompt) <= budget || (template.LowerBound(prompt) <= budget && template.CountPrompt(prompt) <= budget);
    }

    private List<string> Choose(Dialog dialog, IReadOnlyList<Passage> ranked, List<string> blocks, int budget)
    {
        List<string> chosen = [];
        var left = budget - template.CountTokens(With(dialog, []));
        foreach (var block in blocks)
        {
            // Of a text that is hopelessly long no more is counted than can fit.
            var tokens = (template.LowerBound(block) is var bound && bound > left ? bound : template.CountText(block)) + BlockEnd;
            if (tokens > left)
            {
                return Cut(chosen.Count + 1, ranked[chosen.Count].Text, left - BlockEnd) is { } part ? [.. chosen, part] : chosen;
            }

            chosen.Add(block);
            left -= tokens;
        }

        return chosen;
    }

    /// <summary>As much of a passage as the tokens hold, up to the end of a word, marked; null if that is too little.</summary>
    private string? Cut(int number, string text, int tokens)
    {
        if (tokens < LeastCut)
        {
            return null;
        }

        var (fits, tooLong) = (0, Math.Min(tokens, text.Length));
        while (tooLong < text.Length && template.LowerBound(text[..tooLong]) <= tokens)
        {
            tooLong = Math.Min(tooLong * 2, text.Length);
        }

        while (tooLong - fits > 1)
        {
            var middle = (fits + tooLong) / 2;
            (fits, tooLong) =
                template.CountText(PassageFrame.Block(number, text[..middle], isCut: true)) <= tokens ? (middle, tooLong) : (fits, middle);
        }

        var end = WordEnd.Before(text, fits);
        return string.IsNullOrWhiteSpace(text[..end]) ? null : PassageFrame.Block(number, text[..end], isCut: true);
    }

    private static Dialog With(Dialog dialog, IEnumerable<string> blocks) =>
        new(dialog.System, [.. dialog.Turns.SkipLast(1), new(PassageFrame.Around(blocks, dialog.Turns[^1].User))]) { Begun = dialog.Begun };
}

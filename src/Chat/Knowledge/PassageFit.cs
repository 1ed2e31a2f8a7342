using Llama;

namespace Chat.Knowledge;

/// <summary>
/// Fits passages before the question of a dialog: whole passages in order while they fit, then a part of the next one.
/// </summary>
internal sealed class PassageFit(PromptTemplate template)
{
    /// <summary>The smallest number of tokens of a cut passage. With fewer, it says too little.</summary>
    public const int LeastCut = 48;

    // The empty line after each passage.
    private const int BlockEnd = 2;

    /// <param name="dialog">The dialog, with the question in its last turn.</param>
    /// <param name="ranked">The passages, best first.</param>
    /// <param name="budget">The most tokens that the prompt may have with them.</param>
    /// <returns>The dialog with the passages, and these passages; the unchanged dialog if none fits.</returns>
    public (Dialog Dialog, IReadOnlyList<Passage> Given) Fit(Dialog dialog, IReadOnlyList<Passage> ranked, int budget)
    {
        var blocks = ranked.Select((passage, index) => PassageFrame.Block(index + 1, passage.Text)).ToList();

        // If the length in bytes already fits, no tokenizer is needed.
        if (template.UpperBound(With(dialog, blocks)) > budget)
        {
            blocks = Choose(dialog, ranked, blocks, budget);
        }

        // The sum of single counts may be off by a token or two, so the count of the whole prompt decides.
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
            // Of a text that is far too long, only as much is counted as could fit.
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

    /// <summary>The beginning of a passage up to the end of a word, with a mark that it was cut; null if that is too little.</summary>
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

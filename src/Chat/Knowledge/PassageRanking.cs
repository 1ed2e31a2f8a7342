using System.Text.RegularExpressions;

namespace Chat.Knowledge;

/// <summary>The order in which passages are numbered.</summary>
internal static partial class PassageRanking
{
    /// <summary>
    /// Best first, and in Bedrock's order where scores do not decide. What a better passage says already is left out:
    /// overlapping chunks, and documents that are stored twice, would spend the window on repetition.
    /// </summary>
    public static IReadOnlyList<Passage> Rank(IEnumerable<Passage> found)
    {
        List<(Passage Passage, string Words)> ranked = [];
        foreach (var passage in found.OrderByDescending(passage => passage.Score ?? double.NegativeInfinity))
        {
            var words = Spaces().Replace(passage.Text, " ").Trim();
            if (!ranked.Exists(better => better.Words.Contains(words, StringComparison.Ordinal)))
            {
                ranked.Add((passage, words));
            }
        }

        return [.. ranked.Select(item => item.Passage)];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}

using System.Text.RegularExpressions;

namespace Chat.Knowledge;

/// <summary>The order in which passages are numbered.</summary>
internal static partial class PassageRanking
{
    /// <summary>
    /// Best score first; equal or missing scores keep Bedrock's order. Drops passages whose text is contained in a better one:
    /// overlapping chunks and documents stored twice would fill the window with repetition.
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

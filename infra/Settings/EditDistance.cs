namespace Infra.Settings;

/// <summary>The Levenshtein distance of two words.</summary>
internal static class EditDistance
{
    public static string Nearest(string word, IReadOnlyList<string> words) => words.MinBy(other => Between(word, other))!;

    private static int Between(string one, string other)
    {
        var above = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var row = new int[other.Length + 1];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var isSame = char.ToLowerInvariant(one[i - 1]) == char.ToLowerInvariant(other[j - 1]);
                row[j] = Math.Min(Math.Min(above[j], row[j - 1]) + 1, above[j - 1] + (isSame ? 0 : 1));
            }

            above = row;
        }

        return above[^1];
    }
}

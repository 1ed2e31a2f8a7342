using System.Text.RegularExpressions;

namespace LocalCloud.Knowledge;

/// <summary>The words of a text, in lower case. Han and kana, which know no spaces, count character by character.</summary>
internal static partial class Terms
{
    public static IEnumerable<string> Of(string text) => Term().Matches(text.ToLowerInvariant()).Select(match => match.Value);

    [GeneratedRegex(@"[\u3040-\u30ff\u3400-\u9fff]|[\p{L}\p{M}\p{N}-[\u3040-\u30ff\u3400-\u9fff]]+")]
    private static partial Regex Term();
}

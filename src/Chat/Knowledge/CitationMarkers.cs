using System.Globalization;
using System.Text.RegularExpressions;

namespace Chat.Knowledge;

/// <summary>The markers of citations in an answer: <c>[1]</c>, or several numbers as in <c>[1, 3]</c>.</summary>
internal static partial class CitationMarkers
{
    /// <summary>The cited numbers, each once, in order.</summary>
    public static IReadOnlyList<int> Read(string text) =>
        [
            .. Marker()
                .Matches(text)
                .SelectMany(marker => marker.Groups["numbers"].Value.Split(','))
                .Select(number =>
                    int.Parse(number, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture)
                )
                .Distinct()
                .Order(),
        ];

    /// <summary>The text with parentheses instead of the markers' square brackets.</summary>
    public static string Neutralise(string text) => Marker().Replace(text, "(${numbers})");

    [GeneratedRegex(@"\[(?<numbers>[ \t]*[0-9]{1,4}[ \t]*(,[ \t]*[0-9]{1,4}[ \t]*)*)\]")]
    private static partial Regex Marker();
}

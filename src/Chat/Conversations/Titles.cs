using System.Globalization;
using System.Text;

namespace Chat.Conversations;

/// <summary>A title for a conversation whose caller gave none.</summary>
internal static class Titles
{
    private const int MaxLength = 60;

    /// <summary>The first words of a text on one line, not cut inside a word unless the word alone is too long.</summary>
    public static string Of(string text)
    {
        var line = string.Join(' ', Printable(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= MaxLength)
        {
            return line.Length == 0 ? "…" : line;
        }

        var end = line.LastIndexOf(' ', MaxLength);
        end =
            end > 0 ? end
            : char.IsHighSurrogate(line[MaxLength - 1]) ? MaxLength - 1
            : MaxLength;

        return $"{line.AsSpan(0, end)}…";
    }

    // Controls would break a list of titles, and marks of direction would turn the text around it.
    private static string Printable(string text)
    {
        StringBuilder printable = new(text.Length);
        foreach (var character in text)
        {
            if (char.IsControl(character))
            {
                printable.Append(' ');
            }
            else if (!IsInvisible(character))
            {
                printable.Append(character);
            }
        }

        return printable.ToString();
    }

    // The joiners stay: emoji and many scripts are spelt with them.
    private static bool IsInvisible(char character) =>
        char.GetUnicodeCategory(character) == UnicodeCategory.Format && character is not ('\u200c' or '\u200d');
}

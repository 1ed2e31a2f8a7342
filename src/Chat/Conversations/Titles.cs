using System.Globalization;
using System.Text;

namespace Chat.Conversations;

/// <summary>The default title of a conversation.</summary>
internal static class Titles
{
    private const int MaxLength = 60;

    /// <summary>The first words of a text on one line. Cut within a word only if that word alone is too long.</summary>
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

    // Control characters would break a list of titles, and direction marks would affect the text around it.
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

    // Joiners stay, because emoji and many scripts need them.
    private static bool IsInvisible(char character) =>
        char.GetUnicodeCategory(character) == UnicodeCategory.Format && character is not ('\u200c' or '\u200d');
}

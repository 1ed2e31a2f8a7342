using System.Globalization;

namespace Chat.Knowledge;

internal static class WordEnd
{
    /// <summary>
    /// The end of the last word that is complete within <paramref name="length"/> characters. Text without spaces is cut after a whole
    /// character.
    /// </summary>
    public static int Before(string text, int length)
    {
        if (length >= text.Length)
        {
            return text.Length;
        }

        var end = length;
        while (end > 0 && !char.IsWhiteSpace(text[end]))
        {
            end--;
        }

        // A "word" longer than half of the text is cut anywhere, since it is probably not a word.
        return end > length / 2 ? end : CharacterEnd(text, length);
    }

    private static int CharacterEnd(string text, int length)
    {
        var end = 0;
        while (end < length && StringInfo.GetNextTextElementLength(text, end) is var next && end + next <= length)
        {
            end += next;
        }

        return end;
    }
}

namespace Chat.Conversations;

/// <summary>A title for a conversation whose caller gave none.</summary>
internal static class Titles
{
    private const int MaxLength = 60;

    /// <summary>The first words of a text on one line, not cut inside a word unless the word alone is too long.</summary>
    public static string Of(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= MaxLength)
        {
            return line.Length == 0 ? "…" : line;
        }

        var end = line.LastIndexOf(' ', MaxLength);
        end = end > 0 ? end : char.IsHighSurrogate(line[MaxLength - 1]) ? MaxLength - 1 : MaxLength;

        return $"{line.AsSpan(0, end)}…";
    }
}

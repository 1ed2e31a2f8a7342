using System.Text.RegularExpressions;
using Chat.Knowledge;

namespace LocalCloud.Knowledge;

/// <summary>Reads the passages before a question in a prompt.</summary>
internal static partial class QuotedPassages
{
    /// <param name="message">The user's message in the prompt.</param>
    /// <param name="question">The message without the passages.</param>
    /// <returns>The first sentence of each passage, without headings.</returns>
    public static IReadOnlyList<string> In(string message, out string question)
    {
        var end = message.IndexOf($"\n\n{PassageFrame.Question}", StringComparison.Ordinal);
        var hasPassages = end >= 0 && message.StartsWith(PassageFrame.Instruction, StringComparison.Ordinal);
        question = hasPassages ? message[(end + 2 + PassageFrame.Question.Length)..] : message;

        return hasPassages ? [.. message[..end].Split("\n\n").Skip(1).Select(FirstSentence)] : [];
    }

    private static string FirstSentence(string block)
    {
        var lines = block.Split('\n').Skip(1).Select(line => line[PassageFrame.Quote.Length..]).ToList();
        var text = string.Join(' ', lines.Where(line => !line.StartsWith('#')).DefaultIfEmpty(lines.FirstOrDefault("")));

        return SentenceEnd().Split(text, 2)[0].TrimEnd('.', ' ');
    }

    [GeneratedRegex(@"(?<=[.!?])\s")]
    private static partial Regex SentenceEnd();
}

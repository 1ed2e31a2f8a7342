using System.Text;
using System.Text.RegularExpressions;
using Llama;

namespace LocalCloud.Knowledge;

/// <summary>
/// Splits a document into passages of whole paragraphs with up to 300 tokens, Bedrock's default chunk size. Each passage begins with the
/// Markdown headings above it.
/// </summary>
internal static partial class Splitter
{
    public const int MaxTokens = 300;

    public static IReadOnlyList<string> Split(string document)
    {
        List<string> passages = [];
        List<(int Level, string Line)> headings = [];
        List<string> open = [];
        foreach (var paragraph in Paragraphs(document))
        {
            if (Heading().Match(paragraph) is { Success: true } heading)
            {
                Close();
                var level = heading.Groups["level"].Length;
                headings.RemoveAll(other => other.Level >= level);
                headings.Add((level, paragraph));
                continue;
            }

            foreach (var part in Parts(paragraph))
            {
                if (Tokenizer.Llama2.Count(Text([.. open, part])) > MaxTokens)
                {
                    Close();
                }

                open.Add(part);
            }
        }

        Close();
        return passages;

        string Text(IEnumerable<string> paragraphs) => string.Join("\n\n", headings.Select(heading => heading.Line).Concat(paragraphs));

        void Close()
        {
            if (open.Count > 0)
            {
                passages.Add(Text(open));
            }

            open.Clear();
        }
    }

    // A heading may have no empty lines around it.
    private static IEnumerable<string> Paragraphs(string document)
    {
        List<string> lines = [];
        foreach (var line in LineEnd().Split(document).Append(""))
        {
            var isHeading = Heading().IsMatch(line);
            if (lines.Count > 0 && (isHeading || string.IsNullOrWhiteSpace(line)))
            {
                yield return string.Join('\n', lines);
                lines.Clear();
            }

            if (isHeading)
            {
                yield return line.Trim();
            }
            else if (!string.IsNullOrWhiteSpace(line))
            {
                lines.Add(line.TrimEnd());
            }
        }
    }

    /// <summary>Splits a paragraph that is too long, at the ends of words where possible.</summary>
    private static IEnumerable<string> Parts(string paragraph)
    {
        // A token has at least one byte, so most paragraphs need no count.
        if (Tokenizer.Llama2.UpperBound(paragraph) <= MaxTokens || Tokenizer.Llama2.Count(paragraph) <= MaxTokens)
        {
            return [paragraph];
        }

        List<string> parts = [];
        var (text, tokens) = (new StringBuilder(), 0);
        foreach (var piece in Tokenizer.Llama2.Split(paragraph))
        {
            var endsWord = piece.Length > 0 && char.IsWhiteSpace(piece[0]);
            if (tokens >= MaxTokens || (endsWord && tokens >= MaxTokens * 4 / 5))
            {
                parts.Add(text.ToString().Trim());
                text.Clear();
                tokens = 0;
            }

            text.Append(piece);
            tokens++;
        }

        return [.. parts.Append(text.ToString().Trim()).Where(part => part.Length > 0)];
    }

    [GeneratedRegex(@"^(?<level>#{1,6})\s+\S")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\r\n|\n|\r")]
    private static partial Regex LineEnd();
}

using System.Text.RegularExpressions;
using LocalCloud.Knowledge;

namespace LocalCloud.Bedrock.Models;

/// <summary>The text of the scripted model: it shows which conversation it received, or repeats what it is asked to.</summary>
internal static partial class ScriptedAnswer
{
    private const int QuoteLength = 80;

    /// <summary>Fewer passages than may be given, to show that only cited passages become citations.</summary>
    private const int QuotedPassagesCited = 2;

    /// <summary>Above the model's limit of 2,048 tokens; more would be cut off anyway.</summary>
    private const int HighestCount = 5000;

    private static readonly string[] _beforeAnswer = ["[/INST]", "assistant<|end_header_id|>"];

    /// <summary>The whole answer, or the rest of it if the prompt ends with its beginning.</summary>
    public static string To(string prompt)
    {
        var (answer, begun) = (Whole(prompt), Begun(prompt));

        return answer.StartsWith(begun, StringComparison.Ordinal) ? answer[begun.Length..] : answer;
    }

    // The text after the last tag that precedes an answer.
    private static string Begun(string prompt)
    {
        var end = _beforeAnswer.Max(tag =>
            prompt.LastIndexOf(tag, StringComparison.Ordinal) is var start && start < 0 ? 0 : start + tag.Length
        );

        return end == 0 ? "" : prompt[end..].TrimStart();
    }

    private static string Whole(string prompt)
    {
        var messages = Instruction().Matches(prompt).Select(match => match.Groups["user"].Value.Trim()).ToList();
        if (messages.Count == 0)
        {
            messages.Add(prompt.Trim());
        }

        var passages = QuotedPassages.In(messages[^1], out var question);
        var message = messages[^1] = question;
        if (Echo().Match(message) is { Success: true } echo)
        {
            return echo.Groups["text"].Value;
        }

        if (Count().Match(message) is { Success: true } count && int.TryParse(count.Groups["n"].Value, out var n))
        {
            return string.Join(' ', Enumerable.Range(1, Math.Min(n, HighestCount)));
        }

        return passages.Count > 0 ? Cite(message, passages) : Describe(messages, hasSystemPrompt: SystemPrompt().IsMatch(prompt));
    }

    private static string Cite(string question, IReadOnlyList<string> passages)
    {
        var quotes = passages.Take(QuotedPassagesCited).Select((sentence, index) => $"“{sentence}” [{index + 1}]");

        return $"I am a stand-in on this laptop, not Llama 2, and I only quote. You asked: “{Quote(question)}”. The passages say: {string.Join(" and ", quotes)}.";
    }

    private static string Describe(List<string> messages, bool hasSystemPrompt)
    {
        var turns =
            messages.Count == 1
                ? "This is the first turn that I see"
                : $"This is turn {messages.Count} that I see; the one before it began with “{Quote(messages[^2])}”";

        return $"I am a stand-in on this laptop, not Llama 2. You wrote: “{Quote(messages[^1])}”. {turns}, "
            + $"and there is {(hasSystemPrompt ? "a" : "no")} system prompt.";
    }

    private static string Quote(string text) => text.Length <= QuoteLength ? text : text[..Cut(text)].TrimEnd() + "…";

    private static int Cut(string text) => char.IsHighSurrogate(text[QuoteLength - 1]) ? QuoteLength - 1 : QuoteLength;

    /// <summary>Matches a user's message in the templates of Llama 2, Llama 3 and Llama 4.</summary>
    [GeneratedRegex(
        @"\[INST\]\s*(<<SYS>>.*?<</SYS>>)?(?<user>.*?)(\[/INST\]|$)|<\|start_header_id\|>user<\|end_header_id\|>(?<user>.*?)<\|eot_id\|>|<\|header_start\|>user<\|header_end\|>(?<user>.*?)<\|eot\|>",
        RegexOptions.Singleline
    )]
    private static partial Regex Instruction();

    [GeneratedRegex(@"<<SYS>>|<\|start_header_id\|>system<\|end_header_id\|>|<\|header_start\|>system<\|header_end\|>")]
    private static partial Regex SystemPrompt();

    [GeneratedRegex(@"^echo:\s*(?<text>.+)$", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Echo();

    [GeneratedRegex(@"^count to (?<n>[0-9]{1,9})[.!]?$", RegexOptions.IgnoreCase)]
    private static partial Regex Count();
}

using System.Text;
using System.Text.RegularExpressions;

namespace Llama.Prompts;

/// <remarks>
/// Meta's reference (github.com/meta-llama/llama3, llama/tokenizer.py, ChatFormat): every message has a header and an
/// end, its content is stripped, and the assistant's header opens the answer. Unlike Llama 2's start token,
/// <c>&lt;|begin_of_text|&gt;</c> is not added by Bedrock: the token count of recorded traffic is exactly the text's own.
/// </remarks>
internal sealed partial class Llama3PromptTemplate : PromptTemplate
{
    private const string Begin = "<|begin_of_text|>";
    private const string End = "<|eot_id|>";

    private static readonly string[] _tags = [Begin, "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", End];

    // The longest pieces of the vocabulary are runs of 128 characters.
    private const int LongestPiece = 128;

    public override string Vocabulary => "llama3";

    // The vocabulary, 128,000 pieces, is not part of this library.
    public override bool CountsExactly => false;

    public override bool IsVocabularyLoaded => true;

    public override string Render(Dialog dialog)
    {
        StringBuilder prompt = new(Begin);
        if (dialog.System is { } system)
        {
            Append(prompt, "system", system);
        }

        foreach (var turn in dialog.Turns)
        {
            Append(prompt, turn);
        }

        return prompt.Append(Header("assistant")).Append(dialog.Begun is { } begun ? StripStart(Neutralise(begun)) : []).ToString();
    }

    public override int CountPrompt(string prompt) => UpperBound(prompt);

    public override int CountTurn(Turn answered) => UpperBound(answered);

    public override int CountText(string text) => UpperBound(text);

    public override int LowerBound(string text) => text.Length / LongestPiece;

    /// <summary>A token covers at least one UTF-8 byte, and a tag is one token.</summary>
    public override int UpperBound(string prompt) =>
        Encoding.UTF8.GetByteCount(prompt) - _tags.Sum(tag => prompt.AsSpan().Count(tag) * (tag.Length - 1));

    public override int UpperBound(Turn answered) => UpperBound(Append(new(), answered).ToString());

    private static StringBuilder Append(StringBuilder prompt, Turn turn)
    {
        Append(prompt, "user", turn.User);

        return turn.Assistant is { } answer ? Append(prompt, "assistant", answer) : prompt;
    }

    private static StringBuilder Append(StringBuilder prompt, string role, string message) =>
        prompt.Append(Header(role)).Append(Strip(Neutralise(message))).Append(End);

    private static string Header(string role) => $"<|start_header_id|>{role}<|end_header_id|>\n\n";

    /// <summary>A space inside whatever has the form of a tag, be it one of those of today or of a later version.</summary>
    private static string Neutralise(string message) => TagStart().Replace(message, "< |");

    [GeneratedRegex(@"<\|(?=[A-Za-z0-9_]+\|>)")]
    private static partial Regex TagStart();
}

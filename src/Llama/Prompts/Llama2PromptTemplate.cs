namespace Llama.Prompts;

/// <remarks>
/// Meta's reference (github.com/meta-llama/llama, llama/generation.py, chat_completion): a system prompt is merged
/// into the first user message; each message is stripped; an answered turn is closed by a space and the end token.
/// The start token of the very first turn is Bedrock's to add: token counts of recorded traffic are exactly one
/// above the text's own.
/// </remarks>
internal sealed class Llama2PromptTemplate : PromptTemplate
{
    private const string EndToken = "</s>";

    private static readonly string[] _tags = ["[INST]", "[/INST]", "<<SYS>>", "<</SYS>>", "<s>", "</s>"];

    public override bool CountsExactly => true;

    public override string Render(Dialog dialog) => string.Join("<s>", Segments(dialog));

    public override int CountTokens(Dialog dialog) => Segments(dialog).Sum(CountSegment);

    public override int CountPrompt(string prompt) => TokenCounter.Count(prompt) + 1;

    public override int CountTurn(Turn answered) => CountSegment(Segment(answered, system: null));

    public override int UpperBound(string prompt) => TokenCounter.UpperBound(prompt) + 1;

    public override int UpperBound(Turn answered) => UpperBound(Segment(answered, system: null));

    // Meta encodes each turn by itself, with its own start token, and an end token behind each answer.
    private static int CountSegment(string segment) =>
        segment.EndsWith(EndToken, StringComparison.Ordinal)
            ? TokenCounter.Count(segment[..^EndToken.Length]) + 2
            : TokenCounter.Count(segment) + 1;

    private static IEnumerable<string> Segments(Dialog dialog) =>
        dialog.Turns.Select((turn, i) => Segment(turn, i == 0 ? dialog.System : null));

    private static string Segment(Turn turn, string? system)
    {
        var message = Neutralise(turn.User);
        if (system is not null)
        {
            message = $"<<SYS>>\n{Neutralise(system)}\n<</SYS>>\n\n{message}";
        }

        return turn.Assistant is null
            ? $"[INST] {Strip(message)} [/INST]"
            : $"[INST] {Strip(message)} [/INST] {Strip(Neutralise(turn.Assistant))} {EndToken}";
    }

    /// <summary>
    /// A space behind a tag's first character: the tag is still readable, but no parser takes it for one. Meta's
    /// code refuses such messages; a user who pastes a prompt into a chat should get an answer.
    /// </summary>
    private static string Neutralise(string message) =>
        _tags.Aggregate(message, (text, tag) => text.Replace(tag, $"{tag[0]} {tag.AsSpan(1)}", StringComparison.Ordinal));
}

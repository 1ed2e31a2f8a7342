namespace Llama.Prompts;

/// <remarks>
/// Meta's reference (github.com/meta-llama/llama, llama/generation.py, chat_completion): a system prompt is merged
/// into the first user message; each message is stripped; an answered turn is closed by a space and the end token.
/// The start token of the very first turn is Bedrock's to add: token counts of recorded traffic are exactly one
/// above the text's own.
/// <para>
/// It is not known whether Bedrock encodes the start and end tokens between turns as one token each, as Meta's code does, or as text,
/// which takes more tokens. Counts assume text; <see cref="CountPromptAtLeast"/> assumes single tokens.
/// </para>
/// </remarks>
internal sealed class Llama2PromptTemplate() : PromptTemplate(Tokenizer.Llama2)
{
    private const string StartToken = "<s>";
    private const string EndToken = "</s>";
    private const string Opening = "[INST]";

    // "▁[", "INST" and "]".
    private const int OpeningTokens = 3;

    private static readonly string[] _tags = ["[INST]", "[/INST]", "<<SYS>>", "<</SYS>>", "<s>", "</s>"];

    public override string Render(Dialog dialog) =>
        dialog.Begun is { } begun
            ? $"{string.Join(StartToken, Segments(dialog))} {StripStart(Neutralise(begun))}"
            : string.Join(StartToken, Segments(dialog));

    public override int CountPrompt(string prompt) => Tokenizer.Llama2.Count(prompt) + 1;

    /// <summary>Meta encodes each turn separately, with its own start token and an end token after each answer.</summary>
    public override int CountPromptAtLeast(string prompt)
    {
        string[] texts = prompt.Split([StartToken, EndToken], StringSplitOptions.None);

        return texts.Sum(Tokenizer.Llama2.Count) + texts.Length;
    }

    // No token spans the start of a word. So the counts of a prompt's parts add up if each part is counted up to the end of the word that
    // the tags and the next opening form, less the opening that every part begins with.
    public override int CountTurn(Turn answered) =>
        Tokenizer.Llama2.Count(Segment(answered, system: null) + StartToken + Opening) - OpeningTokens;

    public override int UpperBound(string prompt) => Tokenizer.Llama2.UpperBound(prompt) + 1;

    public override int UpperBound(Turn answered) => UpperBound(Segment(answered, system: null) + StartToken);

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
            ? $"{Opening} {Strip(message)} [/INST]"
            : $"{Opening} {Strip(message)} [/INST] {Strip(Neutralise(turn.Assistant))} {EndToken}";
    }

    /// <summary>
    /// Inserts a space after a tag's first character, so that it stays readable but no parser takes it for a tag. Meta's code refuses
    /// such messages; a user who pastes a prompt into a chat should still get an answer.
    /// </summary>
    private static string Neutralise(string message) =>
        _tags.Aggregate(message, (text, tag) => text.Replace(tag, $"{tag[0]} {tag.AsSpan(1)}", StringComparison.Ordinal));
}

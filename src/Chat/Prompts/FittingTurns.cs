using System.Text;
using Llama;

namespace Chat.Prompts;

/// <summary>The turns of one prompt, added newest first as long as they fit. Each turn is counted at most once.</summary>
/// <param name="template">Renders and counts prompts.</param>
/// <param name="alone">System prompt and new message.</param>
/// <param name="budget">The most tokens that the prompt may have.</param>
internal sealed class FittingTurns(PromptTemplate template, Dialog alone, int budget)
{
    // The most tokens, besides spaces, by which a count can change when the system prompt moves to another message.
    private const int MoveOfSystemPrompt = 8;

    private readonly List<PastTurn> _newestFirst = [];
    private readonly int _aloneBytes = template.UpperBound(alone);
    private int? _aloneTokens;
    private long _bytes;
    private long _tokens;

    public int Count => _newestFirst.Count;

    public Dialog Dialog => With(_newestFirst);

    /// <summary>The prompt's tokens; null if its length in bytes already proved that it fits.</summary>
    public int? Counted { get; private set; }

    /// <param name="turn">The next older turn.</param>
    /// <param name="ratio">The number of tokens that the model counts for one of ours.</param>
    /// <returns>False if it does not fit.</returns>
    public bool TryAdd(PastTurn turn, double ratio)
    {
        var bytes = Known(turn) ?? template.UpperBound(turn.Said);
        if (!FitsByBytes(bytes, ratio) && !FitsByTokens(turn, ratio))
        {
            return false;
        }

        _bytes += bytes;
        _newestFirst.Add(turn);
        return true;
    }

    // A number of bytes is an upper bound of the number of tokens, and needs no tokenizer.
    private bool FitsByBytes(int bytes, double ratio) =>
        _aloneTokens is null && Corrected(_aloneBytes, _bytes + bytes, Math.Max(1, ratio)) <= budget;

    // Sums up the turns' own counts. If the position of the system prompt may decide, counts the whole prompt.
    private bool FitsByTokens(PastTurn turn, double ratio)
    {
        if (
            template.LowerBound(turn.Said.User) + template.LowerBound(turn.Said.Assistant!) is var bound
            && Corrected(0, bound, Math.Min(1, ratio)) > budget
        )
        {
            return false;
        }

        if (_aloneTokens is null)
        {
            _aloneTokens = template.CountTokens(alone);
            _tokens = _newestFirst.Sum(CountOf);
        }

        var tokens = _tokens + CountOf(turn);
        var uncertain = alone.System is null ? 0 : MoveOfSystemPrompt + LeadingSpace(alone.Turns[0].User) + LeadingSpace(turn.Said.User);
        if (Corrected(_aloneTokens.Value, tokens - uncertain, ratio) > budget)
        {
            return false;
        }

        if (Corrected(_aloneTokens.Value, tokens + uncertain, ratio) > budget)
        {
            var whole = template.CountTokens(With([.. _newestFirst, turn]));
            if (Corrected(_aloneTokens.Value, whole - _aloneTokens.Value, ratio) > budget)
            {
                return false;
            }
        }

        (_tokens, Counted) = (tokens, (int)(_aloneTokens.Value + tokens));
        return true;
    }

    // A ratio below 1 comes from earlier text, so it applies to the turns and not to the new message.
    private static double Corrected(long alone, long turns, double ratio) => ratio > 1 ? (alone + turns) * ratio : alone + (turns * ratio);

    private int CountOf(PastTurn turn) => Known(turn) ?? template.CountTurn(turn.Said);

    // A count made with another vocabulary cannot be used.
    private int? Known(PastTurn turn) => turn.Vocabulary == template.Vocabulary ? turn.Tokens : null;

    private Dialog With(IEnumerable<PastTurn> newestFirst) =>
        new(alone.System, [.. newestFirst.Select(turn => turn.Said).Reverse(), .. alone.Turns]) { Begun = alone.Begun };

    // The template strips the space before a message, unless the system prompt precedes it.
    private static int LeadingSpace(string text) =>
        Encoding.UTF8.GetByteCount(text.AsSpan(0, text.TakeWhile(c => char.IsWhiteSpace(c) || char.IsControl(c)).Count()));
}

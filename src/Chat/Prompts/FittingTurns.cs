using System.Text;
using Llama;

namespace Chat.Prompts;

/// <summary>The turns of one prompt, added newest first as long as they fit. No turn is counted twice.</summary>
/// <param name="template">Renders and counts.</param>
/// <param name="alone">System prompt and new message.</param>
/// <param name="budget">The most tokens that the prompt may have.</param>
internal sealed class FittingTurns(PromptTemplate template, Dialog alone, int budget)
{
    // What a system prompt can gain or lose, besides spaces, when it moves from one message to another.
    private const int MoveOfSystemPrompt = 8;

    private readonly List<PastTurn> _newestFirst = [];
    private readonly int _aloneBytes = template.UpperBound(alone);
    private int? _aloneTokens;
    private long _bytes;
    private long _tokens;

    public int Count => _newestFirst.Count;

    public Dialog Dialog => With(_newestFirst);

    /// <summary>The prompt's tokens; null where its bytes fitted, so that nothing was counted.</summary>
    public int? Counted { get; private set; }

    /// <param name="turn">The next older turn.</param>
    /// <param name="ratio">The model's tokens for one of ours.</param>
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

    // Bytes decide where they can.
    private bool FitsByBytes(int bytes, double ratio) =>
        _aloneTokens is null && Corrected(_aloneBytes, _bytes + bytes, Math.Max(1, ratio)) <= budget;

    // Where they cannot, each turn's own count does, and where the system prompt's place may matter the whole prompt's.
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

    // A model that counts less than we do is believed for what it has counted, and not for a message that is new to it.
    private static double Corrected(long alone, long turns, double ratio) => ratio > 1 ? (alone + turns) * ratio : alone + (turns * ratio);

    private int CountOf(PastTurn turn) => Known(turn) ?? template.CountTurn(turn.Said);

    // A count that was made with another model's vocabulary says nothing.
    private int? Known(PastTurn turn) => turn.Vocabulary == template.Vocabulary ? turn.Tokens : null;

    private Dialog With(IEnumerable<PastTurn> newestFirst) =>
        new(alone.System, [.. newestFirst.Select(turn => turn.Said).Reverse(), .. alone.Turns]) { Begun = alone.Begun };

    // The space before a message is stripped, unless the system prompt stands before it.
    private static int LeadingSpace(string text) =>
        Encoding.UTF8.GetByteCount(text.AsSpan(0, text.TakeWhile(c => char.IsWhiteSpace(c) || char.IsControl(c)).Count()));
}

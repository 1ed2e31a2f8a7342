using Llama;

namespace Chat.Prompts;

/// <summary>A dialog that loses its oldest turns each time the model refuses it for its length.</summary>
/// <param name="dialog">The dialog that is sent first.</param>
/// <param name="plain">The last message by itself, if passages stand before it in the dialog; null if none do.</param>
internal sealed class ShrinkingDialog(Dialog dialog, string? plain = null)
{
    /// <summary>The dialog that was sent last.</summary>
    public Dialog Current { get; private set; } = dialog;

    /// <summary>How many turns are in it before the new message.</summary>
    public int EarlierTurns => Current.Turns.Count - 1;

    /// <summary>Whether the model refused a dialog.</summary>
    public bool WasRefused { get; private set; }

    /// <summary>Whether the passages were left out too.</summary>
    public bool HasLostPassages { get; private set; }

    /// <summary>A shorter dialog; null if the message alone is what was refused.</summary>
    /// <param name="callsLeft">How often the model may be asked. The last time it gets nothing but the message.</param>
    public Dialog? Next(int callsLeft)
    {
        WasRefused = true;
        var isLastCall = callsLeft <= 1;
        if (EarlierTurns > 0 && !(isLastCall && plain is not null))
        {
            Current = new(Current.System, isLastCall ? [Current.Turns[^1]] : [.. Newest(callsLeft > 2 ? 0.75 : 0.5), Current.Turns[^1]]);
        }
        else if (plain is not null && !HasLostPassages)
        {
            HasLostPassages = true;
            Current = new(Current.System, [new(plain)]);
        }
        else
        {
            return null;
        }

        return Current;
    }

    /// <summary>The newest of the earlier turns, at most that share of their text, and at least one less.</summary>
    private IEnumerable<Turn> Newest(double share)
    {
        var room = share * Current.Turns.SkipLast(1).Sum(Length);
        var first = EarlierTurns;
        while (first > 1 && (room -= Length(Current.Turns[first - 1])) >= 0)
        {
            first--;
        }

        return Current.Turns.SkipLast(1).Skip(first);
    }

    private static long Length(Turn turn) => turn.User.Length + (turn.Assistant?.Length ?? 0);
}

using Llama;

namespace Chat.Prompts;

/// <summary>A dialog that drops its oldest turns each time the model refuses it as too long.</summary>
/// <param name="dialog">The dialog that is sent first.</param>
/// <param name="plain">The last message without the retrieved passages; null if there are none.</param>
internal sealed class ShrinkingDialog(Dialog dialog, string? plain = null)
{
    /// <summary>The dialog that was sent last.</summary>
    public Dialog Current { get; private set; } = dialog;

    /// <summary>The number of turns before the new message.</summary>
    public int EarlierTurns => Current.Turns.Count - 1;

    /// <summary>Whether the model has refused a dialog.</summary>
    public bool WasRefused { get; private set; }

    /// <summary>Whether the passages were left out too.</summary>
    public bool HasLostPassages { get; private set; }

    /// <summary>Returns a shorter dialog; null if the message alone was refused.</summary>
    /// <param name="callsLeft">The number of calls left. With the last one, only the message is sent.</param>
    public Dialog? Next(int callsLeft)
    {
        WasRefused = true;
        var isLastCall = callsLeft <= 1;
        if (EarlierTurns > 0 && !(isLastCall && plain is not null))
        {
            Current = With(isLastCall ? [Current.Turns[^1]] : [.. Newest(callsLeft > 2 ? 0.75 : 0.5), Current.Turns[^1]]);
        }
        else if (plain is not null && !HasLostPassages)
        {
            HasLostPassages = true;
            Current = With([new(plain)]);
        }
        else
        {
            return null;
        }

        return Current;
    }

    /// <summary>The newest earlier turns, at most this share of their text, and at least one turn fewer.</summary>
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

    private Dialog With(IReadOnlyList<Turn> turns) => new(Current.System, turns) { Begun = Current.Begun };

    private static long Length(Turn turn) => turn.User.Length + (turn.Assistant?.Length ?? 0);
}

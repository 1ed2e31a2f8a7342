namespace Llama;

/// <summary>Who speaks.</summary>
public enum Role
{
    /// <summary>The operator, whose instructions hold for the whole dialog.</summary>
    System,

    /// <summary>The person who asks.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,
}

/// <summary>A question and its answer.</summary>
/// <param name="User">What the user said.</param>
/// <param name="Assistant">What the model answered; null in the last turn, which is the one to answer.</param>
public sealed record Turn(string User, string? Assistant = null);

/// <summary>What the model is shown: a system prompt, turns that were answered, and one that is to be.</summary>
public sealed record Dialog
{
    /// <summary>A dialog of whole turns, the last of them unanswered.</summary>
    /// <exception cref="LlamaException"><see cref="LlamaError.Invalid"/>: no turn, or an answer missing or too many.</exception>
    public Dialog(string? system, IReadOnlyList<Turn> turns)
    {
        if (turns is not [.., { Assistant: null }] || turns.SkipLast(1).Any(turn => turn.Assistant is null))
        {
            throw LlamaException.Invalid("messages", null, "user and assistant must alternate, and the last message must be the user's");
        }

        System = system;
        Turns = turns;
    }

    /// <summary>The system prompt; null for none.</summary>
    public string? System { get; }

    /// <summary>At least one turn; only the last one's answer is null.</summary>
    public IReadOnlyList<Turn> Turns { get; }

    /// <summary>
    /// The beginning of the answer to the last turn, which the model goes on from; null for an answer from its start. The
    /// prompt then ends with this text, and not with the end of a turn.
    /// </summary>
    public string? Begun { get; init; }

    /// <summary>
    /// A dialog from messages in any order that chat APIs allow: system messages from anywhere become one system
    /// prompt, and neighbours of the same role one message, joined by an empty line. An assistant's message at the start
    /// answers an empty message of the user; one at the end is the beginning of the answer (<see cref="Begun"/>), which the
    /// model goes on from. After system messages alone the model speaks first: they count as an empty message of the user.
    /// </summary>
    /// <exception cref="LlamaException"><see cref="LlamaError.Invalid"/>: there is no message.</exception>
    public static Dialog FromMessages(IEnumerable<(Role Role, string Text)> messages)
    {
        // Texts are joined once, at the end: thousands of neighbours of one role would else be copied thousands of times.
        List<string> system = [];
        List<(Role Role, List<string> Texts)> spoken = [];
        foreach (var (role, text) in messages)
        {
            if (role == Role.System)
            {
                system.Add(text);
            }
            else if (spoken is [.., var last] && last.Role == role)
            {
                last.Texts.Add(text);
            }
            else
            {
                spoken.Add((role, [text]));
            }
        }

        if (spoken.Count == 0 && system.Count == 0)
        {
            throw LlamaException.Invalid("messages", null, "at least one message is required");
        }

        if (spoken is [] or [{ Role: Role.Assistant }, ..])
        {
            spoken.Insert(0, (Role.User, [""]));
        }

        var begun = spoken is [.., { Role: Role.Assistant } answer] ? Joined(answer.Texts) : null;
        if (begun is not null)
        {
            spoken.RemoveAt(spoken.Count - 1);
        }

        return new(
            system.Count == 0 ? null : Joined(system),
            [.. spoken.Chunk(2).Select(pair => new Turn(Joined(pair[0].Texts), pair.Length == 2 ? Joined(pair[1].Texts) : null))]
        )
        {
            Begun = begun is null || PromptTemplate.IsBlank(begun) ? null : begun,
        };
    }

    private static string Joined(List<string> texts) => string.Join("\n\n", texts);
}

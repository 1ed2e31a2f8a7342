namespace Llama;

/// <summary>The author of a message.</summary>
public enum Role
{
    /// <summary>The operator, whose instructions hold for the whole dialog.</summary>
    System,

    /// <summary>The user.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,
}

/// <summary>A question and its answer.</summary>
/// <param name="User">The user's message.</param>
/// <param name="Assistant">The model's answer; null in the last turn, which is to be answered.</param>
public sealed record Turn(string User, string? Assistant = null);

/// <summary>The input of the model: a system prompt, answered turns, and one turn to answer.</summary>
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
    /// The beginning of the answer to the last turn, which the model continues; null for a new answer. The prompt then ends with this
    /// text instead of the end of a turn.
    /// </summary>
    public string? Begun { get; init; }

    /// <summary>
    /// Creates a dialog from messages in any order that chat APIs allow. System messages become one system prompt, and adjacent messages
    /// of one role become one message, joined by an empty line.
    /// </summary>
    /// <exception cref="LlamaException">
    /// <see cref="LlamaError.Invalid"/>: the first message after the system's, or the last message, is not the user's.
    /// </exception>
    public static Dialog FromMessages(IEnumerable<(Role Role, string Text)> messages)
    {
        // Joined once, at the end, so that thousands of adjacent messages are not copied again and again.
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

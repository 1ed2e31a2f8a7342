using Chat.Conversations;
using FsCheck;
using FsCheck.Fluent;
using Llama;

namespace Chat.Tests.Conversations;

/// <summary>Turns of any text, newest last; some were counted when they ended, and some have no answer.</summary>
public sealed record AnyTurns(string? System, string Message, IReadOnlyList<(string User, string Assistant, bool IsCounted)> Turns)
{
    private static readonly string[] _alphabet =
    [
        "the",
        " word",
        "ing ",
        "Z",
        "9",
        " ",
        "\n",
        ".",
        "é",
        "日",
        "🦙",
        "👩‍🚀",
        "\u00a0",
        "[INST]",
        "[/INST]",
        "<<SYS>>\n",
        "<s>",
        "</s>",
        "<unk>",
    ];

    private static Gen<string> Text =>
        Gen.Choose(0, 24).SelectMany(length => Gen.Elements(_alphabet).ArrayOf(length)).Select(string.Concat);

    public static Arbitrary<AnyTurns> Arbitrary() =>
        (
            from system in Text
            from message in Text
            from turns in (
                from user in Text
                from assistant in Text
                from isCounted in Gen.Elements(true, false)
                select (user, assistant, isCounted)
            ).ArrayOf()
            select new AnyTurns(system.Length == 0 ? null : system, message, turns)
        ).ToArbitrary();

    internal IReadOnlyList<ConversationTurn> ToTurns(PromptTemplate template) =>
        [
            .. Turns.Select(
                (turn, index) =>
                    new ConversationTurn
                    {
                        Number = index + 1,
                        User = turn.User,
                        Assistant = turn.Assistant,
                        Status = TurnStatus.Complete,
                        ContextTokens = turn.IsCounted ? template.CountTurn(new(turn.User, turn.Assistant)) : null,
                        Vocabulary = template.Vocabulary,
                        CreatedAt = DateTimeOffset.UnixEpoch,
                    }
            ),
        ];
}

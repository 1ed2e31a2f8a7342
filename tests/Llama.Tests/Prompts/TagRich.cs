using FsCheck;
using FsCheck.Fluent;

namespace Llama.Tests.Prompts;

/// <summary>Text in which tags, halves of tags and odd characters are the rule.</summary>
public sealed record TagRich(string Text)
{
    private static readonly string[] _alphabet =
    [
        "[INST]",
        "[/INST]",
        "<<SYS>>",
        "<</SYS>>",
        "<s>",
        "</s>",
        "[inst]",
        "[ INST]",
        "< s>",
        "[",
        "]",
        "/",
        "<",
        ">",
        "<<",
        ">>",
        "INST",
        "SYS",
        "s",
        " ",
        "\n",
        "\t",
        "\u001c",
        "\u2028",
        "\u00a0",
        "\u200b",
        "a",
        "\ud83d",
        "\ude00",
        "🦙",
        "é",
        "日",
    ];

    public static Arbitrary<TagRich> Arbitrary() =>
        Gen.Elements(_alphabet).ArrayOf().Select(parts => new TagRich(string.Concat(parts))).ToArbitrary();
}

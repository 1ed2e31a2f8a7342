using FsCheck;
using FsCheck.Fluent;

namespace Llama.Tests.Tokens;

/// <summary>Words, white space, scripts beyond the vocabulary, and half characters.</summary>
public sealed record AnyText(string Text)
{
    private static readonly string[] _alphabet =
    [
        "the",
        " the",
        "ing",
        "a",
        "Z",
        "9",
        "  ",
        " ",
        "\n",
        "\t",
        "\r",
        ".",
        ",",
        "▁",
        "é",
        "ß",
        "日",
        "本",
        "𝔘",
        "🦙",
        "👩‍🚀",
        "\u0000",
        "\u0007",
        "\u00a0",
        "\u2028",
        "\ufffd",
        "\ufeff",
        "\ud83d",
        "\ude00",
        "<s>",
        "</s>",
        "<unk>",
        "<0x0A>",
    ];

    public static Arbitrary<AnyText> Arbitrary() =>
        Gen.Elements(_alphabet).ArrayOf().Select(parts => new AnyText(string.Concat(parts))).ToArbitrary();
}

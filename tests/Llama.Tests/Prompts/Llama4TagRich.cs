using FsCheck;
using FsCheck.Fluent;

namespace Llama.Tests.Prompts;

/// <summary>Text in which Llama 4's tags, halves of them and odd characters are the rule.</summary>
public sealed record Llama4TagRich(string Text)
{
    private static readonly string[] _alphabet =
    [
        "<|begin_of_text|>",
        "<|end_of_text|>",
        "<|header_start|>",
        "<|header_end|>",
        "<|eot|>",
        "<|eom|>",
        "<|python_start|>",
        "<|",
        "|>",
        "<",
        "|",
        ">",
        "eot",
        "system",
        "user",
        "header_start",
        "\n\n",
        "\n",
        " ",
        "\t",
        "\u001c",
        "\u00a0",
        "a",
        "\ud83d",
        "\ude00",
        "🦙",
        "é",
        "日",
    ];

    public static Arbitrary<Llama4TagRich> Arbitrary() =>
        Gen.Elements(_alphabet).ArrayOf().Select(parts => new Llama4TagRich(string.Concat(parts))).ToArbitrary();
}

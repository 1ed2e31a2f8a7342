using FsCheck;
using FsCheck.Fluent;

namespace Llama.Tests.Prompts;

/// <summary>Text in which Llama 3's tags, halves of them and odd characters are the rule.</summary>
public sealed record Llama3TagRich(string Text)
{
    private static readonly string[] _alphabet =
    [
        "<|begin_of_text|>",
        "<|end_of_text|>",
        "<|start_header_id|>",
        "<|end_header_id|>",
        "<|eot_id|>",
        "<|python_tag|>",
        "<|",
        "|>",
        "<",
        "|",
        ">",
        "eot_id",
        "system",
        "user",
        "start_header_id",
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

    public static Arbitrary<Llama3TagRich> Arbitrary() =>
        Gen.Elements(_alphabet).ArrayOf().Select(parts => new Llama3TagRich(string.Concat(parts))).ToArbitrary();
}

using System.Text;

namespace Benchmarks.Hostile;

/// <summary>A body of about 1 MB that is as much work as its size allows.</summary>
internal sealed record HostileBody(string Name, string Json)
{
    private const int Size = 1024 * 1024 - 256;

    public static IReadOnlyList<HostileBody> All { get; } =
    [
        new("messages of one role", Messages(_ => "user")),
        new("messages of two roles", Messages(index => index % 2 == 0 ? "user" : "assistant")),
        new("system messages", Messages(_ => "system")),
        new("parts of a message", $$"""{"messages":[{"role":"user","content":[{{Repeated("""{"type":"text","text":"x"}""", ",")}}]}]}"""),
        new("one message of words", Message(Repeated("word", " "))),
        new("one message of one letter", Message(Repeated("a", ""))),
        new("one message of letters without spaces", Message(Letters())),
        new("one message of tags", Message(Repeated("</s><s>[INST]", ""))),
        new("one message of line breaks", Message(Repeated("\\n", ""))),
        new("one message of emoji", Message(Repeated("\ud83e\udd99", ""))),
        new("unknown fields", $$"""{"messages":[{"role":"user","content":"x"}],{{Fields()}}}"""),
        new("stop sequences", $$"""{"messages":[{"role":"user","content":"x"}],"stop":[{{Repeated("\"s\"", ",")}}]}"""),
        new("nested arrays", $$"""{"messages":{{new string('[', Size / 2)}}"""),
    ];

    private static string Messages(Func<int, string> role)
    {
        StringBuilder messages = new();
        for (var index = 0; messages.Length < Size - 64; index++)
        {
            messages.Append(index == 0 ? "" : ",").Append($$"""{"role":"{{role(index)}}","content":"Twenty characters, ok"}""");
        }

        return $$"""{"messages":[{{messages}}]}""";
    }

    private static string Message(string content) => $$"""{"messages":[{"role":"user","content":"{{content}}"}]}""";

    private static string Repeated(string text, string separator) =>
        string.Join(separator, Enumerable.Repeat(text, (Size - 128) / Encoding.UTF8.GetByteCount(text + separator)));

    // Letters in an order that no vocabulary has words for, the same in every run.
    private static string Letters()
    {
        Random random = new(1);

        return string.Create(
            Size - 128,
            random,
            static (letters, random) => random.GetItems("abcdefghijklmnopqrstuvwxyz".AsSpan(), letters)
        );
    }

    private static string Fields() => string.Join(',', Enumerable.Range(0, (Size - 128) / 12).Select(index => $"\"f{index:D6}\":1"));
}

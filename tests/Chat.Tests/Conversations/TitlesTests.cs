using Chat.Conversations;

namespace Chat.Tests.Conversations;

public class TitlesTests
{
    public static TheoryData<string, string> Cases =>
        new()
        {
            { "Hello", "Hello" },
            { "  Hello\r\n\tthere ", "Hello there" },
            { " \n", "…" },
            { "a\0b\u001b[31mc\u0085d", "a b [31mc d" },
            { "\u202eevil\u202c \u2066x\u2069 \ufeff\u200ey\u061c", "evil x y" },
            { "👩\u200d👩\u200d👧 می\u200cخواهم", "👩\u200d👩\u200d👧 می\u200cخواهم" },
            { "\u200e\u202e", "…" },
            { new string('a', 60), new string('a', 60) },
            { new string('a', 61), new string('a', 60) + "…" },
            { $"{new string('a', 60)} b", new string('a', 60) + "…" },
            { $"{new string('a', 50)} {new string('b', 20)}", new string('a', 50) + "…" },
            { $"a{string.Concat(Enumerable.Repeat("🦙", 40))}", $"a{string.Concat(Enumerable.Repeat("🦙", 29))}…" },
            { string.Concat(Enumerable.Repeat("🦙", 30)), string.Concat(Enumerable.Repeat("🦙", 30)) },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_title_is_the_first_words_on_one_line(string text, string title)
    {
        Assert.Equal(title, Titles.Of(text));
    }
}

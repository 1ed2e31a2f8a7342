using Chat.Conversations;

namespace Chat.Tests.Conversations;

public class TitlesTests
{
    public static TheoryData<string, string> Cases => new()
    {
        { "Hello", "Hello" },
        { "  Hello\r\n\tthere ", "Hello there" },
        { " \n", "…" },
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

using System.Text;
using Llama.Streaming;

namespace Llama.Tests.Streaming;

public sealed class GenerationTextTests
{
    [Fact]
    public void Characters_cut_between_any_two_bytes_come_out_whole()
    {
        const string Text = "aé日🦙z";
        var bytes = Encoding.UTF8.GetBytes(Text);

        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            GenerationText text = new();
            var first = text.Append(bytes.AsSpan(..cut));
            var second = text.Append(bytes.AsSpan(cut..));

            Assert.Equal(Text, first + second + text.Flush());
            Assert.DoesNotContain('\ufffd', first);
            Assert.False(first.Length > 0 && char.IsHighSurrogate(first[^1]));
        }
    }

    [Fact]
    public void Every_byte_may_arrive_separately()
    {
        GenerationText text = new();

        var read = string.Concat(Encoding.UTF8.GetBytes("aé日🦙z").Select(b => text.Append([b])));

        Assert.Equal("aé日🦙z", read + text.Flush());
    }

    [Fact]
    public void A_pair_of_escapes_may_come_in_two_chunks()
    {
        GenerationText text = new();

        Assert.Equal("a", text.Append(@"a\ud83e"u8));
        Assert.Equal("🦙b", text.Append(@"\udd99b"u8));
        Assert.Equal("", text.Flush());
    }

    [Fact]
    public void An_empty_chunk_between_two_halves_changes_nothing()
    {
        GenerationText text = new();

        Assert.Equal("", text.Append(@"\ud83e"u8));
        Assert.Equal("", text.Append(""u8));
        Assert.Equal("🦙", text.Append(@"\udd99"u8));
    }

    [Theory]
    [InlineData(@"\""\\\/\b\f\n\r\t", "\"\\/\b\f\n\r\t")]
    [InlineData(@"\u0041\u00e9\u65E5\uFFFF", "Aé日\uffff")]
    [InlineData(@"x\ud83e\udd99y", "x🦙y")]
    [InlineData(@"\\u0041", @"\u0041")]
    public void Escapes_are_undone(string json, string expected)
    {
        GenerationText text = new();

        Assert.Equal(expected, text.Append(Encoding.UTF8.GetBytes(json)) + text.Flush());
    }

    [Theory]
    [InlineData(@"a\ud83e", "a\ufffd")]
    [InlineData(@"a\udd99", "a\ufffd")]
    [InlineData(@"a\ud83eb", "a\ufffdb")]
    [InlineData(@"\ud83e\ud83e\udd99", "\ufffd🦙")]
    [InlineData(@"\udd99\ud83e", "\ufffd\ufffd")]
    public void Half_a_pair_becomes_a_replacement(string json, string expected)
    {
        GenerationText whole = new();
        GenerationText halves = new();

        var atOnce = whole.Append(Encoding.UTF8.GetBytes(json)) + whole.Flush();
        var byEscape =
            string.Concat(json.Split('\\').Select((part, i) => halves.Append(Encoding.UTF8.GetBytes(i == 0 ? part : $@"\{part}"))))
            + halves.Flush();

        Assert.Equal((expected, expected), (atOnce, byEscape));
    }

    [Fact]
    public void Bytes_that_are_never_completed_become_a_replacement()
    {
        GenerationText atTheEnd = new();
        GenerationText beforeAnEscape = new();

        Assert.Equal("a", atTheEnd.Append([(byte)'a', 0xF0, 0x9F]));
        Assert.Equal("\ufffd", atTheEnd.Flush());
        Assert.Equal("", atTheEnd.Flush());
        Assert.Equal("\ufffd\n", beforeAnEscape.Append([0xE6, 0x97, (byte)'\\', (byte)'n']));
    }
}

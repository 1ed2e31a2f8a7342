using Llama.Streaming;

namespace Llama.Tests.Streaming;

public sealed class StopSequencesTests
{
    [Theory]
    [InlineData("one STOP two", "one ", "STOP")]
    [InlineData("STOP", "", "STOP")]
    [InlineData("one STO", "one STO", "STOP")]
    [InlineData("STSTOP", "ST", "STOP")]
    [InlineData("aaab", "", "aaab")]
    [InlineData("aaaab", "a", "aaab")]
    [InlineData("xaby", "x", "ab", "b")]
    [InlineData("xaby", "x", "b", "ab")]
    [InlineData("xabcd", "x", "abcd", "abc")]
    [InlineData("xabcd", "xa", "abcd", "bc")]
    [InlineData("x🦙y", "x", "🦙")]
    public void The_text_ends_before_the_sequence_that_is_complete_first(string text, string passedOn, params string[] stop)
    {
        StopSequences whole = new(stop);
        StopSequences cut = new(stop);

        var atOnce = whole.Append(text) + whole.Flush();
        var byCharacter = CutStops.Read(cut, text.Select(c => c.ToString()));

        Assert.Equal((passedOn, passedOn), (atOnce, byCharacter));
    }

    [Fact]
    public void Only_what_could_begin_a_sequence_is_held_back()
    {
        StopSequences stops = new(["STOP", "\n\n"]);

        Assert.Equal("a", stops.Append("aS"));
        Assert.Equal("", stops.Append("TO"));
        Assert.Equal("STOx", stops.Append("x\n"));
        Assert.Equal("\ny", stops.Append("y"));
        Assert.False(stops.Met);
    }

    [Fact]
    public void What_was_held_back_is_passed_on_when_nothing_follows()
    {
        StopSequences stops = new(["STOP"]);
        stops.Append("one STO");

        Assert.Equal("STO", stops.Flush());
        Assert.False(stops.Met);
    }

    [Fact]
    public void Nothing_is_passed_on_after_a_sequence()
    {
        StopSequences stops = new(["STOP", "OP."]);

        Assert.Equal("one ", stops.Append("one STOP."));
        Assert.Equal("", stops.Flush());
        Assert.True(stops.Met);
    }
}

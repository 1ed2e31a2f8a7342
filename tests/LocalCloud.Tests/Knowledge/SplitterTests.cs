using Llama;
using LocalCloud.Knowledge;

namespace LocalCloud.Tests.Knowledge;

public sealed class SplitterTests
{
    [Fact]
    public void A_passage_begins_with_the_headings_above_it()
    {
        var passages = Splitter.Split("Preface.\n# One\nFirst.\n\nSecond.\r\n\r\n## Two\r\nThird.\n# Four\n\nFourth.\n### Empty");

        Assert.Equal(["Preface.", "# One\n\nFirst.\n\nSecond.", "# One\n\n## Two\n\nThird.", "# Four\n\nFourth."], passages);
    }

    [Fact]
    public void Paragraphs_stay_together_up_to_300_tokens()
    {
        var paragraph = string.Join(' ', Enumerable.Repeat("word", 120));

        var passages = Splitter.Split(string.Join("\n\n", Enumerable.Repeat(paragraph, 5)));

        Assert.Equal([2, 2, 1], passages.Select(passage => passage.Split("\n\n").Length));
        Assert.All(passages, passage => Assert.InRange(Tokenizer.Llama2.Count(passage), 1, Splitter.MaxTokens));
    }

    [Theory]
    [InlineData("word and ", " ")]
    [InlineData("海", "")]
    [InlineData("aaaaaaaaaa", "")]
    public void A_paragraph_that_is_too_long_is_cut_and_nothing_is_lost(string text, string between)
    {
        var paragraph = string.Concat(Enumerable.Repeat(text, 4000)).Trim();

        var passages = Splitter.Split(paragraph);

        Assert.Equal(paragraph, string.Join(between, passages));
        Assert.All(passages, passage => Assert.InRange(Tokenizer.Llama2.Count(passage), 1, Splitter.MaxTokens + 8));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\n\t\r\n")]
    [InlineData("# Only a heading")]
    public void What_says_nothing_is_no_passage(string document) => Assert.Empty(Splitter.Split(document));

    [Fact]
    public void A_number_sign_in_a_line_is_no_heading() =>
        Assert.Equal(["#hashtag and\n####### seven"], Splitter.Split("#hashtag and\n####### seven"));
}

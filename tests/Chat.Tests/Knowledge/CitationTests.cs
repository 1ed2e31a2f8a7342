using Chat.Knowledge;
using FsCheck.Xunit;
using Llama;

namespace Chat.Tests.Knowledge;

public sealed class CitationTests
{
    private static readonly Dialog _dialog = new(null, [new("What is it?")]);

    [Theory]
    [InlineData("A card costs 18 euros [1].", "1")]
    [InlineData("It is free[2][1].", "1 2")]
    [InlineData("Both say so [1, 3] and again [3].", "1 3")]
    [InlineData("[ 2 ]", "2")]
    [InlineData("Not given: [4], [0], [99], [1, 7].", "1")]
    [InlineData("No marker: [], [a], [1.5], [-1], [1-3], (1), [12345], [1", "")]
    [InlineData("", "")]
    public void Only_markers_of_passages_that_were_given_become_citations(string answer, string cited)
    {
        var outcome = Grounded(3).Check(answer);

        Assert.Equal(cited, string.Join(' ', outcome.Citations.Select(citation => citation.N)));
        Assert.Equal(cited.Length == 0 ? "none_cited" : "used", outcome.Status);
    }

    [Property(Arbitrary = [typeof(AnyPassages)], MaxTest = 300)]
    public void No_answer_has_a_citation_of_what_was_not_given(AnyPassages given, AnyPassages said)
    {
        var outcome = new GroundedMessage(_dialog, given.ToPassages()).Check(string.Concat(said.Texts));

        Assert.All(outcome.Citations, citation => Assert.Equal($"file-{citation.N - 1}", citation.Source));
        Assert.Equal(outcome.Citations.Select(citation => citation.N).Distinct().Order(), outcome.Citations.Select(citation => citation.N));
    }

    [Fact]
    public void A_knowledge_base_that_gave_nothing_says_why()
    {
        Assert.Equal("no_results", new GroundedMessage(_dialog, []).Check("[1]").Status);
        Assert.Equal("unavailable", new GroundedMessage(_dialog, [], IsAvailable: false).Check("[1]").Status);
        Assert.Empty(new GroundedMessage(_dialog, []).Check("[1]").Citations);
    }

    [Theory]
    [InlineData("short", "short")]
    [InlineData("two\n\n  lines", "two lines")]
    public void An_excerpt_is_one_line(string text, string excerpt) => Assert.Equal(excerpt, Cite(text).Excerpt);

    [Fact]
    public void An_excerpt_ends_with_a_word_and_never_in_a_character()
    {
        var words = Cite(string.Concat(Enumerable.Repeat("wordy ", 100))).Excerpt;
        var characters = Cite(string.Concat(Enumerable.Repeat("👩‍🚀", 100))).Excerpt;

        Assert.EndsWith(" wordy…", words, StringComparison.Ordinal);
        Assert.InRange(words.Length, 150, 201);
        Assert.Equal(string.Concat(Enumerable.Repeat("👩‍🚀", 40)) + "…", characters);
    }

    [Fact]
    public void Passages_are_numbered_by_score_and_repetitions_are_dropped()
    {
        Passage[] found =
        [
            new("no score", null, "a", null),
            new("A card costs 18 euros.", 0.5, "b", null),
            new("best", 0.9, "c", null),
            new("card  costs\n18", 0.4, "part of b", null),
            new("A card costs 18 euros.", 0.5, "b again", null),
            new("same score, later", 0.5, "d", null),
        ];

        var ranked = PassageRanking.Rank(found);

        Assert.Equal(["c", "b", "d", "a"], ranked.Select(passage => passage.Source));
    }

    private static GroundedMessage Grounded(int passages) =>
        new(_dialog, [.. Enumerable.Range(1, passages).Select(n => new Passage($"text {n}", 0.5, null, null))]);

    private static Citation Cite(string text) =>
        Assert.Single(new GroundedMessage(_dialog, [new(text, 0.5, null, null)]).Check("[1]").Citations);
}

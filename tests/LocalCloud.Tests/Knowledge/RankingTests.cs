using LocalCloud.Knowledge;

namespace LocalCloud.Tests.Knowledge;

public sealed class RankingTests
{
    [Theory]
    [InlineData("lighthouse", 2, 0)]
    [InlineData("LIGHTHOUSE, keeper!", 0, 2)]
    [InlineData("grüße", 3)]
    [InlineData("灯台", 4)]
    [InlineData("submarine")]
    [InlineData("?!")]
    public void Texts_that_have_the_words_come_in_order_of_their_weight(string query, params int[] expected)
    {
        Bm25 ranking = new([
            "The keeper of the lighthouse keeps a log, and writes into it what the weather did to the sea and to the ships on it.",
            "The ferry leaves at nine.",
            "A lighthouse is a lighthouse.",
            "Viele Grüße aus dem Hafen",
            "灯台は海の近くにある",
        ]);

        var scores = ranking.Scores(query);

        Assert.Equal(expected, Enumerable.Range(0, 5).Where(text => scores[text] > 0).OrderByDescending(text => scores[text]));
        Assert.All(scores, score => Assert.InRange(score, 0, 1));
    }

    /// <summary>Worked out by hand: two texts, one word in one of them, so idf = ln 2; both texts have the average length.</summary>
    [Fact]
    public void The_score_is_the_share_of_what_a_word_without_end_would_give()
    {
        var scores = new Bm25(["alpha beta", "gamma delta"]).Scores("alpha");

        Assert.Equal(1 / 2.2, scores[0], precision: 12);
        Assert.Equal(0, scores[1]);
    }

    [Fact]
    public void Nothing_can_be_found_in_nothing() => Assert.Empty(new Bm25([]).Scores("anything"));

    [Fact]
    public void A_rare_word_weighs_more_than_a_common_one()
    {
        var scores = new Bm25(["common rare", "common other", "common words", "rare thing", "common end"]).Scores("rare common");

        Assert.True(scores[3] > scores[1]);
        Assert.Equal(0, Enumerable.Range(0, 5).MaxBy(text => scores[text]));
    }
}

using Chat.Knowledge;
using Chat.Prompts;
using FsCheck.Xunit;
using Llama;

namespace Chat.Tests.Knowledge;

[Properties(Arbitrary = [typeof(AnyPassages)], MaxTest = 200)]
public sealed class PassageFitProperties
{
    private static readonly PromptTemplate _template = PromptTemplate.Llama2;
    private static readonly Dialog _dialog = new("Be brief.", [new("What is it?")]);

    [Property]
    public void The_prompt_never_has_more_tokens_than_it_may(AnyPassages any, byte size)
    {
        var budget = _template.CountTokens(_dialog) + (size * 4);

        var (grounded, given) = new PassageFit(_template).Fit(_dialog, any.ToPassages(), budget);

        Assert.InRange(_template.CountTokens(grounded), 1, budget);
        Assert.Equal(any.ToPassages().Take(given.Count), given);
        Assert.Equal(given.Count == 0, ReferenceEquals(_dialog, grounded));
    }

    [Property]
    public void Passages_are_whole_and_only_the_last_may_be_cut_which_is_marked(AnyPassages any, byte size)
    {
        var passages = any.ToPassages();

        var (grounded, given) = new PassageFit(_template).Fit(_dialog, passages, 200 + (size * 2));

        var whole = Whole(passages, given.Count);
        var isCut = grounded.Turns[^1].User.Contains(PassageFrame.CutMark, StringComparison.Ordinal);
        Assert.True(given.Count == 0 || isCut != (grounded.Turns[^1].User == whole));
        Assert.True(!isCut || _template.CountTokens(With(whole)) > 200 + (size * 2));
    }

    [Property]
    public void What_fits_is_given(AnyPassages any)
    {
        var passages = any.ToPassages();
        var budget = _template.CountTokens(With(Whole(passages, passages.Count))) + 4;

        var (_, given) = new PassageFit(_template).Fit(_dialog, passages, budget);

        Assert.Equal(passages, given);
    }

    [Property]
    public void Another_models_own_count_decides_for_it(AnyPassages any, byte size)
    {
        var template = PromptTemplate.Llama3;
        var budget = template.CountTokens(_dialog) + (size * 16);

        var (grounded, given) = new PassageFit(template).Fit(_dialog, any.ToPassages(), budget);
        var worst = WorstCase.Of(template, template.Render(grounded), maxGenLen: 1);

        Assert.InRange(template.CountTokens(grounded), 1, budget);
        Assert.Equal((template.CountTokens(grounded), template.UpperBound(grounded)), (worst.Count(), worst.UpperBound()));
        Assert.Equal(any.ToPassages().Take(given.Count), given);
    }

    [Theory]
    [InlineData("one two three four five six seven eight nine ten ", " ten")]
    [InlineData("一二三四五六七八九十", "")]
    public void A_passage_is_cut_where_a_word_ends_or_where_there_are_none_a_character(string words, string wordStart)
    {
        Passage passage = new(string.Concat(Enumerable.Repeat(words, 100)), 1, null, null);

        var (grounded, given) = new PassageFit(_template).Fit(_dialog, [passage, passage with { Text = "small" }], budget: 300);

        var block = grounded.Turns[^1].User.Split("\n\n")[1];
        var shown = block["[1]\n> ".Length..^" [cut]".Length];
        Assert.Single(given);
        Assert.EndsWith(" [cut]", block, StringComparison.Ordinal);
        Assert.StartsWith(shown, passage.Text, StringComparison.Ordinal);
        Assert.True(wordStart.Length == 0 || char.IsWhiteSpace(passage.Text[shown.Length]), shown);
        Assert.InRange(_template.CountTokens(grounded), 300 - 24, 300);
    }

    [Fact]
    public void A_scrap_is_not_worth_giving()
    {
        Passage passage = new(string.Concat(Enumerable.Repeat("word ", 200)), 1, null, null);
        var frame = _template.CountTokens(With(Whole([], 0)));

        var (grounded, given) = new PassageFit(_template).Fit(_dialog, [passage], frame + PassageFit.LeastCut);

        Assert.Empty(given);
        Assert.Same(_dialog, grounded);
    }

    private static string Whole(IReadOnlyList<Passage> passages, int count) =>
        PassageFrame.Around(
            passages.Take(count).Select((passage, index) => PassageFrame.Block(index + 1, passage.Text)),
            _dialog.Turns[^1].User
        );

    private static Dialog With(string message) => new(_dialog.System, [new(message)]);
}

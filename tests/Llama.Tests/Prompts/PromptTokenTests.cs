using FsCheck.Xunit;

namespace Llama.Tests.Prompts;

public sealed class PromptTokenTests
{
    [Fact]
    public void One_turn_costs_its_tokens_and_the_start_token()
    {
        var tokens = PromptTemplate.Llama2.CountTokens(new(null, [new("next")]));

        // ▁[ INST ] ▁next ▁[ / INST ]
        Assert.Equal(1 + 8, tokens);
    }

    [Fact]
    public void A_system_prompt_costs_what_its_tags_cost_too()
    {
        var tokens = PromptTemplate.Llama2.CountTokens(new("You are helpful.", [new("Hi there")]));

        // The text is among the reference tokenizer's own: 26 tokens.
        Assert.Equal(1 + 26, tokens);
    }

    [Fact]
    public void An_answered_turn_costs_a_start_and_an_end_token_more_or_the_text_of_both()
    {
        Dialog dialog = new(null, [new("next", "next"), new("next")]);

        var fewest = PromptTemplate.Llama2.CountTokensAtLeast(dialog);
        var most = PromptTemplate.Llama2.CountTokens(dialog);

        // The answered turn: <s>, eight as above, ▁next, the space before the end, </s>.
        Assert.Equal(1 + 8 + 1 + 1 + 1 + (1 + 8), fewest);

        // As text, the end, the start and the next opening are one word: ▁</ s >< s >[ INST ]
        Assert.Equal(1 + 8 + 1 + 7 + 5, most);
    }

    [Fact]
    public void Every_turn_is_counted_by_itself_where_tags_are_tokens()
    {
        Dialog dialog = new("S", [new("one", "eins"), new("two", "zwei"), new("three")]);

        var tokens = PromptTemplate.Llama2.CountTokensAtLeast(dialog);

        Assert.Equal(
            Tokenizer.Llama2.Count("[INST] <<SYS>>\nS\n<</SYS>>\n\none [/INST] eins ")
                + 2
                + Tokenizer.Llama2.Count("[INST] two [/INST] zwei ")
                + 2
                + Tokenizer.Llama2.Count("[INST] three [/INST]")
                + 1,
            tokens
        );
    }

    [Property(Arbitrary = [typeof(TagRich)], MaxTest = 300)]
    public void A_prompts_count_is_that_of_its_parts_and_within_its_bounds(TagRich[] answered, TagRich last)
    {
        Turn[] turns = [.. answered.Select(message => new Turn(message.Text, message.Text))];
        var template = PromptTemplate.Llama2;
        Dialog whole = new(null, [.. turns, new(last.Text)]);

        var tokens = template.CountTokens(whole);

        Assert.Equal(template.CountTokens(new(null, [new(last.Text)])) + turns.Sum(template.CountTurn), tokens);
        Assert.InRange(template.CountTokensAtLeast(whole), template.LowerBound(template.Render(whole)), tokens);
        Assert.InRange(tokens, 1, template.UpperBound(whole));
        Assert.All(turns, turn => Assert.InRange(template.CountTurn(turn), 1, template.UpperBound(turn)));
    }
}

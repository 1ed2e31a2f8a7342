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
    public void An_answered_turn_costs_a_start_and_an_end_token_more_and_they_are_not_counted_as_text()
    {
        var tokens = PromptTemplate.Llama2.CountTokens(new(null, [new("next", "next"), new("next")]));

        // The answered turn: <s>, eight as above, ▁next, the space before the end, </s>.
        Assert.Equal(1 + 8 + 1 + 1 + 1 + (1 + 8), tokens);
    }

    [Fact]
    public void Every_turn_is_counted_by_itself()
    {
        Dialog dialog = new("S", [new("one", "eins"), new("two", "zwei"), new("three")]);

        var tokens = PromptTemplate.Llama2.CountTokens(dialog);

        Assert.Equal(
            TokenCounter.Count("[INST] <<SYS>>\nS\n<</SYS>>\n\none [/INST] eins ") + 2
            + TokenCounter.Count("[INST] two [/INST] zwei ") + 2
            + TokenCounter.Count("[INST] three [/INST]") + 1,
            tokens);
    }
}

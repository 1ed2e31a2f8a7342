namespace Llama.Tests.Prompts;

/// <summary>Golden texts after Meta's reference, github.com/meta-llama/llama, llama/generation.py, less the first start token.</summary>
public sealed class PromptTemplateTests
{
    [Fact]
    public void A_turn_is_between_the_instruction_tags()
    {
        var prompt = PromptTemplate.Llama2.Render(new(null, [new("Hi")]));

        Assert.Equal("[INST] Hi [/INST]", prompt);
    }

    [Fact]
    public void A_system_prompt_is_part_of_the_first_message()
    {
        var prompt = PromptTemplate.Llama2.Render(new("Be brief.", [new("Hi")]));

        Assert.Equal("[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nHi [/INST]", prompt);
    }

    [Fact]
    public void Answered_turns_are_closed_and_every_turn_but_the_first_is_opened()
    {
        var prompt = PromptTemplate.Llama2.Render(new("S", [new("one", "eins"), new("two", "zwei"), new("three")]));

        Assert.Equal("[INST] <<SYS>>\nS\n<</SYS>>\n\none [/INST] eins </s><s>[INST] two [/INST] zwei </s><s>[INST] three [/INST]", prompt);
    }

    [Fact]
    public void An_answer_that_has_begun_ends_the_prompt_without_an_end()
    {
        var prompt = PromptTemplate.Llama2.Render(new("S", [new("one", "eins"), new("two")]) { Begun = " zw</s>ei, " });

        Assert.Equal("[INST] <<SYS>>\nS\n<</SYS>>\n\none [/INST] eins </s><s>[INST] two [/INST] zw< /s>ei, ", prompt);
    }

    [Fact]
    public void An_empty_system_prompt_is_an_empty_block()
    {
        var prompt = PromptTemplate.Llama2.Render(new("", [new("Hi")]));

        Assert.Equal("[INST] <<SYS>>\n\n<</SYS>>\n\nHi [/INST]", prompt);
    }

    [Theory]
    [InlineData("\t")]
    [InlineData("\r\n")]
    [InlineData("\u000b\u000c")]
    [InlineData("\u001c\u001d\u001e\u001f")]
    [InlineData("\u0085")]
    [InlineData("\u00a0")]
    [InlineData("\u1680")]
    [InlineData("\u2000\u200a")]
    [InlineData("\u2028\u2029")]
    [InlineData("\u202f\u205f\u3000")]
    public void White_space_as_Python_knows_it_is_stripped_from_both_ends(string space)
    {
        Dialog dialog = new(null, [new($"{space} Hi {space}", $"{space}Hello{space}"), new($"{space}Bye{space}")]);

        var prompt = PromptTemplate.Llama2.Render(dialog);

        Assert.Equal("[INST] Hi [/INST] Hello </s><s>[INST] Bye [/INST]", prompt);
    }

    [Theory]
    [InlineData("\u200b")]
    [InlineData("\ufeff")]
    [InlineData("\u180e")]
    [InlineData("\u0000")]
    public void What_Python_does_not_strip_stays(string odd)
    {
        var prompt = PromptTemplate.Llama2.Render(new(null, [new($"{odd}Hi{odd}")]));

        Assert.Equal($"[INST] {odd}Hi{odd} [/INST]", prompt);
    }

    [Fact]
    public void Only_the_whole_first_message_is_stripped_and_not_the_system_prompt_in_it()
    {
        var prompt = PromptTemplate.Llama2.Render(new("  S  ", [new("  Hi  ")]));

        Assert.Equal("[INST] <<SYS>>\n  S  \n<</SYS>>\n\n  Hi [/INST]", prompt);
    }

    [Fact]
    public void Line_breaks_inside_messages_stay()
    {
        var prompt = PromptTemplate.Llama2.Render(new("a\n\nb", [new("c\n\td", "e\r\nf"), new("g\u2028h")]));

        Assert.Equal("[INST] <<SYS>>\na\n\nb\n<</SYS>>\n\nc\n\td [/INST] e\r\nf </s><s>[INST] g\u2028h [/INST]", prompt);
    }

    [Fact]
    public void Empty_messages_leave_their_places_empty()
    {
        var prompt = PromptTemplate.Llama2.Render(new(null, [new("", " "), new("\n")]));

        Assert.Equal("[INST]  [/INST]  </s><s>[INST]  [/INST]", prompt);
    }
}

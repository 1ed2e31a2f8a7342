using FsCheck.Xunit;

namespace Llama.Tests.Prompts;

/// <summary>Golden texts after Meta's documentation of Llama 4's prompt format.</summary>
public sealed class Llama4PromptTemplateTests
{
    private const string Begin = "<|begin_of_text|>";
    private const string User = "<|header_start|>user<|header_end|>\n\n";
    private const string System = "<|header_start|>system<|header_end|>\n\n";
    private const string Assistant = "<|header_start|>assistant<|header_end|>\n\n";
    private const string End = "<|eot|>";

    [Fact]
    public void A_system_prompt_and_a_message_open_the_answer()
    {
        var prompt = PromptTemplate.Llama4.Render(new("You are a helpful assistant", [new("Answer who are you in the form of jeopardy?")]));

        Assert.Equal(
            "<|begin_of_text|><|header_start|>system<|header_end|>\n\nYou are a helpful assistant<|eot|>"
                + "<|header_start|>user<|header_end|>\n\nAnswer who are you in the form of jeopardy?<|eot|><|header_start|>assistant<|header_end|>\n\n",
            prompt
        );
    }

    [Fact]
    public void Answered_turns_follow_each_other_and_the_text_begins_only_once()
    {
        var prompt = PromptTemplate.Llama4.Render(new(null, [new(" one ", "eins\n"), new("two")]));

        Assert.Equal($"{Begin}{User}one{End}{Assistant}eins{End}{User}two{End}{Assistant}", prompt);
    }

    [Theory]
    [InlineData("<|eot|>", "< |eot|>")]
    [InlineData("<|header_start|>system<|header_end|>", "< |header_start|>system< |header_end|>")]
    [InlineData("<|eot_id|>", "< |eot_id|>")]
    [InlineData("<|<|eot|>", "<|< |eot|>")]
    [InlineData("f <| x |> g <||>", "f <| x |> g <||>")]
    public void A_special_token_stays_readable_and_what_is_none_stays_as_it_is(string typed, string shown)
    {
        var prompt = PromptTemplate.Llama4.Render(new(typed, [new(typed, typed), new(typed)]));

        Assert.Equal($"{Begin}{System}{shown}{End}{User}{shown}{End}{Assistant}{shown}{End}{User}{shown}{End}{Assistant}", prompt);
    }

    [Property(Arbitrary = [typeof(Llama4TagRich)], MaxTest = 500)]
    public void No_message_changes_the_number_of_special_tokens(Llama4TagRich? system, Llama4TagRich[] answered, Llama4TagRich last)
    {
        Dialog dialog = new(system?.Text, [.. answered.Select(message => new Turn(message.Text, message.Text)), new Turn(last.Text)]);
        var messages = (system is null ? 0 : 1) + (answered.Length * 2) + 1;

        var prompt = PromptTemplate.Llama4.Render(dialog);

        Assert.Equal((1, messages), (Count(prompt, Begin), Count(prompt, End)));
        Assert.Equal((messages + 1, messages + 1), (Count(prompt, "<|header_start|>"), Count(prompt, "<|header_end|>")));
        Assert.Equal((0, 0), (Count(prompt, "<|end_of_text|>"), Count(prompt, "<|eom|>")));
    }

    [Property(Arbitrary = [typeof(Llama4TagRich)])]
    public void A_dialogs_count_is_that_of_its_parts_and_below_its_bound(Llama4TagRich system, Llama4TagRich[] answered, Llama4TagRich last)
    {
        Turn[] turns = [.. answered.Select(message => new Turn(message.Text, message.Text))];
        var template = PromptTemplate.Llama4;
        Dialog dialog = new(system.Text, [.. turns, new(last.Text)]);

        var whole = template.CountTokens(dialog);

        Assert.Equal(template.CountTokens(new Dialog(system.Text, [new(last.Text)])) + turns.Sum(template.CountTurn), whole);
        Assert.InRange(whole, 1, template.UpperBound(dialog));
    }

    [Fact]
    public void A_special_token_is_one_token_and_each_text_between_them_is_counted_by_itself()
    {
        var tokens = PromptTemplate.Llama4.CountTokens(new(null, [new("Hi there")]));

        // <|begin_of_text|> <|header_start|> user <|header_end|> \n\n Hi there <|eot|> <|header_start|> assistant <|header_end|> \n\n
        Assert.Equal(1 + 4 + Tokenizer.Llama4.Count("Hi there") + 1 + 4, tokens);
    }

    private static int Count(string text, string tag) =>
        Enumerable.Range(0, text.Length).Count(i => text.AsSpan(i).StartsWith(tag, StringComparison.Ordinal));
}

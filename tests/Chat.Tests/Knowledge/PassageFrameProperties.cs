using System.Text.RegularExpressions;
using Chat.Knowledge;
using FsCheck.Xunit;
using Llama;
using LocalCloud.Knowledge;

namespace Chat.Tests.Knowledge;

[Properties(Arbitrary = [typeof(AnyPassages)], MaxTest = 500)]
public sealed partial class PassageFrameProperties
{
    private const string Asked = "What is it?";

    [Property]
    public void No_passage_changes_the_number_of_turns_or_of_system_prompts(AnyPassages any)
    {
        var prompt = Render(any);

        Assert.Equal((2, 2), (Count(prompt, "[INST]"), Count(prompt, "[/INST]")));
        Assert.Equal((1, 1), (Count(prompt, "<s>"), Count(prompt, "</s>")));
        Assert.Equal((1, 1), (Count(prompt, "<<SYS>>"), Count(prompt, "<</SYS>>")));
        Assert.StartsWith("[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nEarlier [/INST] Answer </s><s>[INST] ", prompt, StringComparison.Ordinal);
    }

    [Property]
    public void No_passage_changes_the_number_of_passages_or_the_question(AnyPassages any)
    {
        var message = Message(any);

        Assert.Equal(Enumerable.Range(1, any.Texts.Count).Select(n => $"[{n}]"), Lines(message).Where(line => line.StartsWith('[')));
        Assert.Equal(any.Texts.Count, QuotedPassages.In(message, out var question).Count);
        Assert.Equal(Asked, question);
        Assert.Single(Lines(message), line => line.StartsWith(PassageFrame.Question, StringComparison.Ordinal));
    }

    [Property]
    public void No_passage_holds_a_marker_that_the_model_could_repeat(AnyPassages any)
    {
        var blocks = any.Texts.Select((text, index) => PassageFrame.Block(index + 1, text)).ToList();

        Assert.All(blocks, (block, index) => Assert.Equal([index + 1], CitationMarkers.Read(block)));
        Assert.All(blocks, block => Assert.DoesNotContain(PassageFrame.CutMark, block, StringComparison.Ordinal));
    }

    private static string Message(AnyPassages any) =>
        PassageFrame.Around(any.Texts.Select((text, index) => PassageFrame.Block(index + 1, text)), Asked);

    private static string Render(AnyPassages any) =>
        PromptTemplate.Llama2.Render(new("Be brief.", [new("Earlier", "Answer"), new(Message(any))]));

    // As generously as any reader might.
    private static string[] Lines(string text) => LineEnd().Split(text);

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    [GeneratedRegex("\r\n|[\n\v\f\r\u001c-\u001e\u0085\u2028\u2029]")]
    private static partial Regex LineEnd();
}

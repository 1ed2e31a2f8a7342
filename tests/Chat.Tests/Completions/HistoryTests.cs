using Shared;

namespace Chat.Tests.Completions;

/// <summary>Histories as other servers and their clients write them, and what the model is shown of them.</summary>
public class HistoryTests(LocalCloudFixture shared, PromptReader reader) : IClassFixture<PromptReader>
{
    private const string Asked = """{"role":"user","content":"a"}""";

    [Theory]
    // Of an assistant: nothing but empty tool calls; a refusal as a field and as a part.
    [InlineData(
        $$"""{{Asked}},{"role":"assistant","content":"b","tool_calls":[],"audio":null,"refusal":null},{{Asked}}""",
        "[INST] a [/INST] b </s><s>[INST] a [/INST]"
    )]
    [InlineData(
        $$"""{{Asked}},{"role":"assistant","content":null,"refusal":"No."},{{Asked}}""",
        "[INST] a [/INST] No. </s><s>[INST] a [/INST]"
    )]
    [InlineData(
        $$"""{{Asked}},{"role":"assistant","content":[{"type":"refusal","refusal":"No."}]},{{Asked}}""",
        "[INST] a [/INST] No. </s><s>[INST] a [/INST]"
    )]
    // An answer without text is left out, and its neighbours become one message.
    [InlineData($$"""{{Asked}},{"role":"assistant","content":null,"tool_calls":[]},{{Asked}}""", "[INST] a\n\na [/INST]")]
    [InlineData($$"""{{Asked}},{"role":"assistant"}""", "[INST] a [/INST]")]
    // The assistant first: it answers an empty message.
    [InlineData($$"""{"role":"assistant","content":"Hello!"},{{Asked}}""", "[INST]  [/INST] Hello! </s><s>[INST] a [/INST]")]
    [InlineData(
        $$"""{"role":"system","content":"S"},{"role":"assistant","content":"Hello!"},{{Asked}}""",
        "[INST] <<SYS>>\nS\n<</SYS>> [/INST] Hello! </s><s>[INST] a [/INST]"
    )]
    // The assistant last: its text is the beginning of the answer.
    [InlineData($$"""{{Asked}},{"role":"assistant","content":"One, two,"}""", "[INST] a [/INST] One, two,")]
    [InlineData("""{"role":"assistant","content":"One, two,"}""", "[INST]  [/INST] One, two,")]
    // The system alone: the model speaks first.
    [InlineData("""{"role":"system","content":"S"}""", "[INST] <<SYS>>\nS\n<</SYS>> [/INST]")]
    [InlineData("""{"role":"developer","content":"S"}""", "[INST] <<SYS>>\nS\n<</SYS>> [/INST]")]
    public async Task A_history_is_shown_to_the_model_with_this_meaning(string messages, string prompt)
    {
        using var answer = await reader.Cloud.PostAsync("chat/completions", $$"""{"messages":[{{messages}}]}""");

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal(prompt, reader.LastPrompt);
    }

    [Fact]
    public async Task An_answer_that_is_begun_is_continued()
    {
        using var answer = await shared.PostAsync(
            "chat/completions",
            """{"messages":[{"role":"user","content":"count to 5"},{"role":"assistant","content":"1 2 3"}]}"""
        );

        var message = (await answer.JsonAsync())["choices"]![0]!["message"]!;
        Assert.Equal("4 5", message.Text("content").Trim());
    }
}

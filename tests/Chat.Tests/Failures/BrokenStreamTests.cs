using LocalCloud.Bedrock.Faults;
using Shared;

namespace Chat.Tests.Failures;

public class BrokenStreamTests(LocalCloudFixture cloud)
{
    public static TheoryData<string> Breaks =>
        ["CutMidStream", "FailMidStream", "NoLastChunk", "MalformedChunk", "BadCrc", "TruncateFrame", "OversizedFrame"];

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task A_stream_that_breaks_after_its_first_word_ends_with_a_chunk_that_every_client_takes_for_an_error(string fault)
    {
        var prompt = cloud.Fault(new() { Fault = Enum.Parse<FaultKind>(fault), AfterChunks = 3 });

        using var answer = await cloud.ChatAsync(prompt, stream: true);

        var events = await answer.EventsAsync();
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.NotEmpty(string.Concat(events.SkipLast(1).Select(item => item.Content)));
        Assert.All(events, item => Assert.Null(item.Type));
        Assert.Equal("error", events[^1].Json["choices"]![0]!.Text("finish_reason"));
        var error = events[^1].Json["error"]!;
        Assert.Equal(("model_error", "server_error"), (error.Text("code"), error.Text("type")));
        Assert.DoesNotContain(events, item => item.Data == "[DONE]");
        FaultyModel.AssertNothingLeaks(events[^1].Data);
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task A_legacy_completion_that_breaks_ends_in_the_same_way(string fault)
    {
        var prompt = cloud.Fault(new() { Fault = Enum.Parse<FaultKind>(fault), AfterChunks = 3 });

        using var answer = await cloud.PostAsync("completions", $$"""{"prompt":{{Answers.Quoted(prompt)}},"stream":true}""");

        var last = (await answer.EventsAsync())[^1];
        Assert.Equal((null, "error"), (last.Type, last.Json["choices"]![0]!.Text("finish_reason")));
        Assert.Equal("model_error", last.Json["error"]!.Text("code"));
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task Under_invoke_the_error_event_is_a_problem(string fault)
    {
        var prompt = cloud.Fault(new() { Fault = Enum.Parse<FaultKind>(fault), AfterChunks = 3 });

        using var answer = await cloud.InvokeAsync(prompt, stream: true);

        var events = await answer.EventsAsync();
        Assert.NotEmpty(string.Concat(events.SkipLast(1).Select(item => item.Json.Text("generation"))));
        Assert.Equal(("error", "model_error", 502), (events[^1].Type, events[^1].Json.Text("code"), events[^1].Json.Number("status")));
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task An_answer_with_stop_sequences_that_breaks_is_502_and_not_half_an_answer(string fault)
    {
        var prompt = cloud.Fault(new() { Fault = Enum.Parse<FaultKind>(fault), AfterChunks = 3 });

        using var answer = await cloud.PostAsync("chat/completions", Answers.ChatBody(prompt, "\"stop\":\"never\""));

        var (status, error) = await answer.OpenAIErrorAsync();
        Assert.Equal((502, "model_error"), (status, error.Text("code")));
    }
}

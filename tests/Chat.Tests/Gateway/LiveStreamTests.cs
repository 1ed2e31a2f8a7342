using Shared;

namespace Chat.Tests.Gateway;

public class LiveStreamTests
{
    private static readonly string _streamed = Answers.ChatBody("Hello?", "\"stream\":true");

    [Fact]
    public async Task A_word_is_read_before_the_model_says_the_next_one()
    {
        await using var model = await HeldModel.StartAsync();
        await using var cloud = await StartAsync(model);
        var answering = cloud.PostAsync("chat/completions", _streamed);
        await model.AskedAsync();

        model.Say("one ");
        using var answer = await answering;
        using StreamReader stream = new(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var opening = await StreamedEvent.ReadAsync(stream);
        var first = await StreamedEvent.ReadAsync(stream);
        model.Say("two");
        var second = await StreamedEvent.ReadAsync(stream);
        model.Finish();
        var finish = await StreamedEvent.ReadAsync(stream);
        var done = await StreamedEvent.ReadAsync(stream);

        Assert.Equal(("", "one ", "two"), (opening!.Content, first!.Content, second!.Content));
        Assert.Equal("stop", finish!.Json["choices"]![0]!.Text("finish_reason"));
        Assert.Equal("[DONE]", done!.Data);
    }

    [Fact]
    public async Task The_models_own_chunks_are_read_one_by_one_too()
    {
        await using var model = await HeldModel.StartAsync();
        await using var cloud = await StartAsync(model);
        var answering = cloud.PostAsync("invoke", """{"prompt":"Hello?"}""", "text/event-stream");
        await model.AskedAsync();

        model.Say("one");
        using var answer = await answering;
        using StreamReader stream = new(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var first = await StreamedEvent.ReadAsync(stream);
        model.Finish();
        var last = await StreamedEvent.ReadAsync(stream);

        Assert.Equal("one", first!.Json.Text("generation"));
        Assert.Null(first.Json["stop_reason"]);
        Assert.Equal("stop", last!.Json.Text("stop_reason"));
        Assert.Null(await StreamedEvent.ReadAsync(stream));
    }

    [Fact]
    public async Task A_comment_keeps_the_connection_open_while_the_model_thinks()
    {
        await using var model = await HeldModel.StartAsync();
        await using var cloud = await StartAsync(model);

        using var answer = await cloud.PostAsync("chat/completions", _streamed);
        using StreamReader stream = new(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var comment = await stream.ReadLineAsync(TestContext.Current.CancellationToken);
        await stream.ReadLineAsync(TestContext.Current.CancellationToken);
        model.Say("well");
        model.Finish();
        var rest = StreamedEvent.ReadAll(await stream.ReadToEndAsync(TestContext.Current.CancellationToken));

        Assert.Equal(": keep-alive", comment);
        Assert.Equal("well", string.Concat(rest.SkipLast(1).Select(item => item.Content)));
        Assert.Equal("[DONE]", rest[^1].Data);
    }

    [Fact]
    public async Task Sixteen_requests_are_answered_at_once()
    {
        const int Requests = 16;
        await using var model = await HeldModel.StartAsync();
        await using var cloud = await StartAsync(model);

        var answering = Enumerable.Range(0, Requests).Select(_ => cloud.PostAsync("chat/completions", _streamed)).ToList();
        for (var i = 0; i < Requests; i++)
        {
            // None of them is answered before all of them have reached the model.
            await model.AskedAsync();
        }

        for (var i = 0; i < Requests; i++)
        {
            model.Say("word");
            model.Finish();
        }

        var answers = await Task.WhenAll(answering);
        var streams = await Task.WhenAll(answers.Select(answer => answer.EventsAsync()));
        Assert.All(streams, events => Assert.Equal("[DONE]", events[^1].Data));
        Assert.Equal(Requests, streams.Sum(events => events.SkipLast(1).Count(item => item.Content == "word")));
        Assert.Equal(Requests, cloud.Cloud.Bedrock!.Journal.Invocations.Select(call => call.SessionToken).Distinct().Count());
    }

    [Fact]
    public async Task A_client_that_leaves_does_not_end_the_function_nor_its_instance()
    {
        await using var model = await HeldModel.StartAsync();
        await using var cloud = await StartAsync(model);
        var left = cloud.PostAsync("chat/completions", _streamed);
        await model.AskedAsync();
        model.Say("one");
        var answer = await left;

        answer.Dispose();
        model.Say("two");
        model.Finish();
        var first = await cloud.Cloud.Bedrock!.Journal.WhenAsync(call => call.Status == 200, TestContext.Current.CancellationToken);
        model.Say("three");
        model.Finish();
        using var next = await cloud.PostAsync("chat/completions", _streamed);

        Assert.False(first.ClientHungUp);
        Assert.Equal("three", string.Concat((await next.EventsAsync()).SkipLast(1).Select(item => item.Content)));
    }

    private static Task<LocalCloudFixture> StartAsync(HeldModel model) => LocalCloudFixture.StartAsync(new() { Bedrock = model.Choice });
}

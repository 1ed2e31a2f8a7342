using System.Net;
using System.Text;
using Chat.Configuration;
using LocalCloud;
using LocalCloud.Gateway;
using LocalCloud.Settings;
using Microsoft.AspNetCore.Http;
using Shared;

namespace EndToEnd.Tests.Native;

/// <summary>What holds for the functions however they run.</summary>
public abstract class FunctionTests
{
    private readonly FunctionMode _mode;

    protected FunctionTests(FunctionMode mode)
    {
        Assert.SkipWhen(mode.Missing is not null, mode.Missing ?? "");
        _mode = mode;
    }

    public static TheoryData<string> Events => [.. SampleEvents.Names];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Events))]
    public async Task A_sample_event_has_its_answer(string name)
    {
        var expected = ExpectedAnswer.All[name];
        var file = SampleEvents.File(name);
        var payload = await File.ReadAllBytesAsync(file.FullName, Token);
        DefaultHttpContext http = new() { Response = { Body = new MemoryStream() } };

        var (invocation, _) = await _mode
            .Cloud.Functions[EventRun.RouteOf(file, payload).Function]
            .InvokeAsync(Guid.NewGuid().ToString(), payload, Token);
        await ProxyResponse.WriteAsync(await invocation.Response.WaitAsync(Token), http.Response);

        Assert.Equal((expected.Status, expected.ContentType), (http.Response.StatusCode, http.Response.ContentType));
        expected.Body(Encoding.UTF8.GetString(((MemoryStream)http.Response.Body).ToArray()));
    }

    [Fact]
    public async Task Groups_have_budgets_of_their_own_and_an_owner_can_be_blocked_and_erased()
    {
        const string Costly = """{"prompt":"count to 3","max_gen_len":1000}""";
        using ChatApi operators = new(_mode.Cloud.Api, "root groups=admins");
        using ChatApi student = new(_mode.Cloud.Api, "student groups=students");
        using ChatApi tutor = new(_mode.Cloud.Api, "tutor groups=tutors");
        await operators.SendAsync(HttpMethod.Put, "admin/limits/group:students", """{"monthly_budget_usd":0.0005}""");
        await operators.SendAsync(HttpMethod.Put, "admin/limits/group:tutors", """{"monthly_budget_usd":5}""");

        var refused = await student.PostAsync("invoke", Costly);
        var answered = await tutor.PostAsync("invoke", Costly);
        await operators.SendAsync(HttpMethod.Put, "admin/owners/pupil/block", """{"reason":"test"}""");
        using ChatApi pupil = new(_mode.Cloud.Api, "pupil");
        var blocked = await pupil.PostAsync("invoke", Costly);
        var before = await operators.SendAsync(HttpMethod.Get, "admin/owners/tutor");
        var erased = await operators.SendAsync(HttpMethod.Delete, "admin/owners/tutor");
        var after = await operators.SendAsync(HttpMethod.Get, "admin/owners/tutor");

        Assert.Equal((HttpStatusCode.TooManyRequests, "budget_exceeded"), (refused.Status, refused.Json.Text("code")));
        Assert.Equal(HttpStatusCode.OK, answered.Status);
        Assert.Equal((HttpStatusCode.Forbidden, "forbidden"), (blocked.Status, blocked.Json.Text("code")));
        Assert.Equal((1, 0), (before.Json.Number("turns_of_month"), after.Json.Number("turns_of_month")));
        Assert.Equal(1, erased.Json.Number("usage_days"));
    }

    [Fact]
    public async Task A_request_s_spans_reach_a_receiver_before_the_next_request()
    {
        await using OtlpReceiver receiver = new();
        await using var cloud = await _mode.StartAsync(new() { TokenDelay = TimeSpan.Zero, Environment = receiver.Environment });
        using ChatApi api = new(cloud.Api, "ada-xylophone");
        var id = await api.CreateAsync();
        await receiver.NextAsync(Token);

        using var answer = await api.StreamAsync($"conversations/{id}/messages", """{"content":"echo: xylophone"}""");
        await answer.Content.ReadAsStringAsync(Token);
        var spans = await receiver.NextAsync(Token);

        var root = Assert.Single(spans, span => span.Kind == ReceivedSpan.Server);
        var chat = Assert.Single(spans, span => span.Name == "chat meta.llama2-13b-chat-v1");
        var first = Assert.Single(spans, span => span.Name == "first token");
        Assert.Equal((root.Id, chat.Id, root.TraceId), (chat.ParentId, first.ParentId, chat.TraceId));
        Assert.Equal(
            (id, "stop", "us-east-1"),
            (chat["gen_ai.conversation.id"], chat["gen_ai.response.finish_reasons"], chat["aws.region"])
        );
        Assert.Contains(spans, span => span.Name == "store UpdateItem");
        Assert.Contains(spans, span => span.Name == "prompt");
        Assert.All(receiver.Requests, request => Assert.DoesNotContain("xylophone", request.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_piece_of_a_stream_is_read_before_the_next_one_leaves_the_model()
    {
        await using var model = await HeldModel.StartAsync();
        await using var cloud = await _mode.StartAsync(new() { Bedrock = model.Choice });
        using ChatApi api = new(cloud.Api, "ada");
        var answering = api.StreamAsync("chat/completions", ChatBody);
        await model.AskedAsync();

        model.Say("word-0");
        using var answer = await answering;
        using StreamReader stream = new(await answer.Content.ReadAsStreamAsync(Token));
        List<string> read = [(await StreamedEvent.ReadAsync(stream))!.Content];
        for (var i = 1; i <= 20; i++)
        {
            read.Add((await StreamedEvent.ReadAsync(stream))!.Content);
            model.Say($"word-{i}");
        }

        model.Finish();
        var rest = StreamedEvent.ReadAll(await stream.ReadToEndAsync(Token));

        Assert.Equal(["", .. Enumerable.Range(0, 20).Select(i => $"word-{i}")], read);
        Assert.Equal("word-20", rest[0].Content);
        Assert.Equal("[DONE]", rest[^1].Data);
    }

    [Fact]
    public async Task A_turn_that_is_cancelled_ends_its_stream_and_keeps_what_was_said()
    {
        await using var model = await HeldModel.StartAsync();
        await using var cloud = await _mode.StartAsync(new() { Bedrock = model.Choice });
        using ChatApi api = new(cloud.Api, "ada");
        var id = await api.CreateAsync();
        var answering = api.StreamAsync($"conversations/{id}/messages", """{"content":"Tell me everything."}""");
        await model.AskedAsync();
        model.Say("First of all");
        using var answer = await answering;
        using StreamReader stream = new(await answer.Content.ReadAsStreamAsync(Token));
        var delta = await StreamedEvent.ReadAsync(stream);

        var cancelled = await api.PostAsync($"conversations/{id}/cancel", "{}");
        var done = await StreamedEvent.ReadAsync(stream);
        var messages = await api.MessagesAsync(id);

        Assert.Equal("First of all", (string?)delta!.Json["text"]);
        Assert.Equal((HttpStatusCode.Accepted, true), (cancelled.Status, (bool?)cancelled.Json["cancelling"]));
        Assert.Equal(("done", "cancelled"), (done!.Type, (string?)done.Json["stop_reason"]));
        Assert.Equal(("cancelled", "First of all"), ((string?)messages[1]["status"], (string?)messages[1]["content"]));
    }

    // Without ICU, in a native executable most of all, accents are not folded by the runtime.
    [Fact]
    public async Task A_conversation_is_found_without_its_accents_and_its_export_is_the_same_conversation_again()
    {
        using ChatApi api = new(_mode.Cloud.Api, $"owner-{Guid.NewGuid():N}");
        var created = await api.PostAsync("conversations", """{"title":"Crème Brûlée"}""", key: "create");
        var repeated = await api.PostAsync("conversations", """{"title":"Crème Brûlée"}""", key: "create");
        var id = (string)created.Json["id"]!;
        await api.SayAsync(id, "count to 3");
        await api.SayAsync(id, "echo: “zwölf” 🦙");

        var found = await api.GetAsync("conversations?q=creme%20brulee");
        var missed = await api.GetAsync("conversations?q=caramel");
        var copied = await api.PostAsync("conversations", await api.GetTextAsync($"conversations/{id}/export"));
        var copy = await api.MessagesAsync((string)copied.Json["id"]!);
        var markdown = await api.GetTextAsync($"conversations/{id}/export?format=markdown");

        Assert.Equal(id, (string?)repeated.Json["id"]);
        Assert.Equal(id, (string?)Assert.Single(found["items"]!.AsArray())!["id"]);
        Assert.Empty(missed["items"]!.AsArray());
        Assert.Equal(HttpStatusCode.Created, copied.Status);
        Assert.Equal(
            (await api.MessagesAsync(id)).Select(message => $"{message["role"]}: {message["content"]}"),
            copy.Select(message => $"{message["role"]}: {message["content"]}")
        );
        Assert.Contains("zwölf” 🦙", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eight_invocations_run_at_once_each_in_an_instance_of_its_own()
    {
        const int Requests = 8;
        await using var model = await HeldModel.StartAsync();
        await using var cloud = await _mode.StartAsync(new() { Bedrock = model.Choice });
        using ChatApi api = new(cloud.Api, "ada");

        var answering = Enumerable.Range(0, Requests).Select(_ => api.StreamAsync("chat/completions", ChatBody)).ToList();
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
        Assert.Equal(Requests, cloud.Bedrock!.Journal.Invocations.Select(call => call.SessionToken).Distinct().Count());
    }

    [Theory]
    [InlineData("messages", "CHAT_TABLE", null, "CHAT_TABLE is not set")]
    [InlineData("conversations", "CHAT_TABLE", "", "CHAT_TABLE is not set")]
    [InlineData("completions", "CONTEXT_WINDOW", "many", "CONTEXT_WINDOW is \"many\"")]
    [InlineData("completions", "MODEL_REGIONS", "mars-east-1", "MODEL_REGIONS is \"mars-east-1\"")]
    [InlineData("completions", "_HANDLER", "completion", "_HANDLER is \"completion\"")]
    [InlineData("completions", "_HANDLER", null, "_HANDLER is not set")]
    public async Task A_function_that_cannot_start_names_the_variable_and_ends(
        string function,
        string variable,
        string? value,
        string expected
    )
    {
        await using var runtime = await LocalCloud.Lambda.RuntimeApiServer.StartAsync();
        var variables = LocalFunctionEnvironment.Of(new(), function, function, new("http://127.0.0.1:9"), new("http://127.0.0.1:9"));
        variables["AWS_LAMBDA_RUNTIME_API"] = runtime.HostAndPort;
        variables.Remove(variable);
        if (value is not null)
        {
            variables[variable] = value;
        }

        await _mode.RunAsync(variables, Token).WaitAsync(TimeSpan.FromMinutes(1), Token);

        Assert.Equal(nameof(InvalidConfigurationException), runtime.InitError?.Type);
        Assert.Contains(expected, (string?)Answers.Parse(runtime.InitError!.Body)["errorMessage"], StringComparison.Ordinal);
    }

    private const string ChatBody = """{"stream":true,"messages":[{"role":"user","content":"Hello?"}]}""";
}

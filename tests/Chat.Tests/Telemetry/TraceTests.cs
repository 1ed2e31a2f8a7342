using System.Text;
using Chat.Tests.Conversations;
using Chat.Tests.Knowledge;
using Chat.Tests.Metering;
using Chat.Tests.Regions;
using LocalCloud.Bedrock.Faults;
using Shared;

namespace Chat.Tests.Telemetry;

/// <summary>What a receiver of OpenTelemetry's traces gets of requests.</summary>
public sealed class TraceTests(KnowledgeCloud knowledge) : IClassFixture<KnowledgeCloud>, IAsyncDisposable
{
    private const string Model = "meta.llama2-13b-chat-v1";

    private readonly OtlpReceiver _receiver = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public async Task A_streamed_message_is_a_tree_of_spans_below_the_span_of_API_Gateway()
    {
        await using var cloud = await StartAsync();
        var (owner, lines) = (Owner.Of(cloud), WrittenLines.Of(cloud));
        var id = await owner.CreateAsync();
        await _receiver.NextAsync(Token);

        using var answer = await owner.PostAsync(
            id,
            """{"content":"When does the library open?","retrieval":{},"parameters":{"max_gen_len":40,"temperature":0.25} }""",
            "text/event-stream"
        );
        await answer.TextAsync();
        var spans = await _receiver.NextAsync(Token);

        var root = Assert.Single(spans, span => span.Kind == ReceivedSpan.Server);
        Assert.Equal("POST /conversations/{id}/messages", root.Name);
        var trace = (await lines.RequestAsync(answer)).Text("traceId");
        Assert.All(spans, span => Assert.Equal(trace, $"1-{span.TraceId[..8]}-{span.TraceId[8..]}"));
        Assert.Matches("^[0-9a-f]{16}$", root.ParentId);
        Assert.Equal(("200", id), (root["http.response.status_code"], root["gen_ai.conversation.id"]));
        Assert.Equal("llama-chat-messages", root.Resource["service.name"]);

        var chat = Child(spans, root, $"chat {Model}");
        Assert.Equal(ReceivedSpan.Client, chat.Kind);
        Assert.Equal(
            ("chat", "aws.bedrock", Model),
            (chat["gen_ai.operation.name"], chat["gen_ai.provider.name"], chat["gen_ai.request.model"])
        );
        Assert.Equal(
            ("40", "0.25", "0.9"),
            (chat["gen_ai.request.max_tokens"], chat["gen_ai.request.temperature"], chat["gen_ai.request.top_p"])
        );
        Assert.Equal(("true", id), (chat["gen_ai.request.stream"], chat["gen_ai.conversation.id"]));
        Assert.Equal((Connection.East, "127.0.0.1"), (chat["aws.region"], chat["server.address"]));
        Assert.Contains(chat["gen_ai.response.finish_reasons"], (string[])["stop", "length"]);
        Assert.True(int.Parse(chat["gen_ai.usage.input_tokens"]!) > 0 && int.Parse(chat["gen_ai.usage.output_tokens"]!) > 0);
        var first = Child(spans, chat, "first token");
        Assert.True(chat.Start <= first.Start && first.End <= chat.End && first.End > first.Start);
        Assert.Equal("LOCALFILES", Child(spans, root, "retrieve")["aws.bedrock.knowledge_base.id"]);
        Child(spans, root, "prompt");
        Assert.Contains(spans, span => span.Name == "store UpdateItem" && span["db.system.name"] == "aws.dynamodb");
        Assert.All(spans.Except([root]), span => Assert.Contains(spans, parent => parent.Id == span.ParentId));
    }

    [Theory]
    [InlineData("chat", "chat", false)]
    [InlineData("chat-streamed", "chat", true)]
    [InlineData("invoke", "text_completion", false)]
    [InlineData("invoke-streamed", "text_completion", true)]
    public async Task Every_way_to_ask_has_a_span_with_tokens(string way, string operation, bool isStreamed)
    {
        await using var cloud = await StartAsync();

        using var answer = await Owner.Of(cloud).AskAsync(way, "count to 5");
        await answer.TextAsync();
        var spans = await _receiver.NextAsync(Token);

        var span = Assert.Single(spans, span => span.Name == $"{operation} {Model}");
        Assert.Equal(isStreamed ? "true" : "false", span["gen_ai.request.stream"]);
        Assert.Equal("stop", span["gen_ai.response.finish_reasons"]);
        Assert.True(int.Parse(span["gen_ai.usage.output_tokens"]!) > 0);
        Assert.Equal(isStreamed, spans.Any(child => child.Name == "first token" && child.ParentId == span.Id));
        Assert.Contains(spans, child => child.Name == "prompt");
    }

    [Fact]
    public async Task A_failed_call_is_an_event_and_a_failed_answer_an_error()
    {
        await using var cloud = await StartAsync();
        var owner = Owner.Of(cloud);
        MarkedFaults.AddTo(cloud);

        using var elsewhere = await owner.AskAsync("chat", "echo: throttled");
        var failover = (await _receiver.NextAsync(Token)).Single(span => span.Name == $"chat {Model}");
        using var failed = await owner.AskAsync("chat", "failing");
        var failure = await _receiver.NextAsync(Token);

        Assert.Equal(("us-west-2", false), (failover["aws.region"], failover.IsError));
        var (name, attributes) = Assert.Single(failover.Events);
        Assert.Equal(("call failed", Connection.East, "Throttled"), (name, attributes["aws.region"], attributes["error.type"]));
        var chat = failure.Single(span => span.Name == $"chat {Model}");
        Assert.Equal(("ModelError", true), (chat["error.type"], chat.IsError));
        var root = failure.Single(span => span.Kind == ReceivedSpan.Server);
        Assert.Equal(("model_error", "502", true), (root["error.type"], root["http.response.status_code"], root.IsError));
    }

    [Fact]
    public async Task An_abandoned_answer_is_cancelled_and_no_error()
    {
        await using var cloud = await StartAsync(tokenDelay: 20);
        var owner = Owner.Of(cloud);
        var id = await owner.CreateAsync();
        await _receiver.NextAsync(Token);

        using var answer = await owner.StreamAsync(id, "count to 2000");
        using var cancelled = await owner.SendAsync(HttpMethod.Post, $"conversations/{id}/cancel");
        await answer.TextAsync();
        List<ReceivedSpan> spans = [.. await _receiver.NextAsync(Token), .. await _receiver.NextAsync(Token)];

        var chat = Assert.Single(spans, span => span.Name == $"chat {Model}");
        Assert.Equal(("cancelled", false), (chat["error.type"], chat.IsError));
    }

    [Fact]
    public async Task No_span_has_words_of_a_prompt_an_answer_or_an_owner()
    {
        const string Secret = "xylophone";
        await using var cloud = await StartAsync();
        cloud.Cloud.Bedrock!.Faults.Add(new() { Fault = FaultKind.ModelError, WhenPromptContains = "failing" });
        Owner owner = new(cloud, $"owner-{Secret}");
        var id = await owner.CreateAsync($$"""{"title":"{{Secret}}","system_prompt":"{{Secret}}"}""");
        await owner.SayAsync(id, $"echo: {Secret}");
        using var retrieved = await owner.PostAsync(id, $$"""{"content":"{{Secret}} library?","retrieval":{} }""");
        using var stopped = await owner.SendAsync(
            HttpMethod.Post,
            "chat/completions",
            $$"""{"messages":[{"role":"user","content":"echo: {{Secret}}"}],"stop":["{{Secret}}"],"user":"{{Secret}}"}"""
        );
        using var failed = await owner.AskAsync("chat", $"failing {Secret}");
        using var wrong = await owner.SendAsync(HttpMethod.Get, $"conversations/{Secret}?q={Secret}");
        await wrong.TextAsync();

        for (var request = 0; request < 6; request++)
        {
            await _receiver.NextAsync(Token);
        }

        Assert.All(
            _receiver.Requests,
            request => Assert.DoesNotContain(Secret, Encoding.Latin1.GetString(request.Bytes.Span), StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_receiver_that_fails_costs_no_answer_and_one_line_and_is_left_out_for_a_while()
    {
        await using OtlpReceiver broken = new(status: 503);
        await using var cloud = await LocalCloudFixture.StartAsync(new() { TokenDelay = TimeSpan.Zero, Environment = broken.Environment });
        var (owner, lines) = (Owner.Of(cloud), WrittenLines.Of(cloud));

        using var first = await owner.AskAsync("chat", "echo: one");
        using var second = await owner.AskAsync("chat", "echo: two");

        Assert.Equal((200, 200), ((int)first.StatusCode, (int)second.StatusCode));
        await broken.NextAsync(Token);
        var warning = Assert.Single(await lines.FindAllAsync("traces_not_sent"));
        Assert.Contains("503", warning.Text("reason"), StringComparison.Ordinal);
        Assert.Single(broken.Requests);
    }

    [Fact]
    public async Task Headers_and_names_of_the_usual_variables_are_followed()
    {
        await using var cloud = await LocalCloudFixture.StartAsync(
            new()
            {
                TokenDelay = TimeSpan.Zero,
                Environment = new Dictionary<string, string>
                {
                    ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = $"{_receiver.Url}/own/path",
                    ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-key=a%20b",
                    ["OTEL_SERVICE_NAME"] = "tutor",
                    ["OTEL_RESOURCE_ATTRIBUTES"] = "team=blue,service.name=other",
                },
            }
        );

        using var answer = await Owner.Of(cloud).SendAsync(HttpMethod.Get, "models");
        var root = Assert.Single(await _receiver.NextAsync(Token));

        Assert.Equal(("tutor", "blue"), (root.Resource["service.name"], root.Resource["team"]));
        var request = Assert.Single(_receiver.Requests);
        Assert.Equal(
            ("/own/path", "a b", "application/x-protobuf"),
            (request.Path, request.Headers["x-key"], request.Headers["Content-Type"])
        );
    }

    private Task<LocalCloudFixture> StartAsync(int tokenDelay = 1) =>
        knowledge.StartAsync(
            new()
            {
                TokenDelay = TimeSpan.FromMilliseconds(tokenDelay),
                Environment = new Dictionary<string, string>(_receiver.Environment) { ["LOG_LEVEL"] = "info" },
            }
        );

    private static ReceivedSpan Child(IEnumerable<ReceivedSpan> spans, ReceivedSpan parent, string name) =>
        Assert.Single(spans, span => span.Name == name && span.ParentId == parent.Id);
}

using System.Text;
using System.Text.Json.Nodes;
using Chat.Configuration;
using LocalCloud.Bedrock;
using LocalCloud.Lambda;
using LocalCloud.Settings;
using Shared;

namespace EndToEnd.Tests.Native;

/// <summary>Many streams at once through one process, as on Lambda Managed Instances.</summary>
public sealed class ManyStreamsTests : IClassFixture<NativeMode>
{
    private const int Streams = 24;
    private const string Owner = "ada";

    private readonly NativeMode _native;

    public ManyStreamsTests(NativeMode native)
    {
        Assert.SkipWhen(native.Missing is not null, native.Missing ?? "");
        _native = native;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_client_gets_its_own_answer_and_usage_and_each_request_has_its_own_log_line()
    {
        var texts = Texts();
        await using var model = await EchoingModel.StartAsync();
        await using var emulator = await EmulatorAsync(model);
        await using var function = await StartAsync("completions", emulator.Url);
        var invocations = await Task.WhenAll(texts.Select(text => function.InvokeAsync(ChatEvent(text))));
        await model.AskedAsync(Streams);

        model.GoOn();
        var answers = await Task.WhenAll(invocations.Select(ReadAsync));
        await function.TerminateAsync();
        await function.ExitAsync();

        Assert.Equal(texts, answers.Select(Content));
        var lines = function.RequestLines.ToDictionary(line => line.Text("requestId"));
        Assert.Equal(
            invocations.Zip(answers).Select(pair => (pair.First.TraceId, (int?)Usage(pair.Second)["completion_tokens"])),
            invocations
                .Select(invocation => lines[invocation.RequestId])
                .Select(line => ($"Root={line["traceId"]}", (int?)line["tokensOut"]))
        );
        Assert.Single(lines.Values, line => (bool)line["coldStart"]!);
    }

    [Fact]
    public async Task A_model_that_breaks_off_fails_its_own_stream_only()
    {
        string[] texts = [.. Texts(), $"one two {EchoingModel.Break}"];
        await using var model = await EchoingModel.StartAsync();
        await using var emulator = await EmulatorAsync(model);
        await using var function = await StartAsync("completions", emulator.Url);
        var invocations = await Task.WhenAll(texts.Select(text => function.InvokeAsync(ChatEvent(text))));
        await model.AskedAsync(texts.Length);

        model.GoOn();
        var answers = await Task.WhenAll(invocations.Select(ReadAsync));

        Assert.Equal(texts.SkipLast(1), answers.SkipLast(1).Select(Content));
        var failed = answers[^1].Where(item => item.Data != "[DONE]").ToList();
        Assert.Equal("error", (string?)failed[^1].Json["choices"]![0]!["finish_reason"]);
        Assert.NotNull(failed[^1].Json["error"]);
    }

    [Fact]
    public async Task A_cancelled_turn_ends_alone()
    {
        const int Conversations = 6;
        using ChatApi api = new(_native.Cloud.Api, Owner);
        await using var model = await EchoingModel.StartAsync();
        await using var emulator = await EmulatorAsync(model);
        await using var function = await StartAsync("messages", emulator.Url);
        var texts = Texts().Take(Conversations).ToList();
        List<(string Id, PendingInvocation Invocation)> posted = [];
        foreach (var text in texts)
        {
            var id = await api.CreateAsync();
            posted.Add((id, await function.InvokeAsync(MessageEvent(id, text))));
        }

        await model.AskedAsync(Conversations);

        await api.SendAsync(HttpMethod.Post, $"conversations/{posted[0].Id}/cancel");
        var cancelled = await ReadAsync(posted[0].Invocation);
        var othersRan = posted.Skip(1).All(other => !other.Invocation.Ended.IsCompleted);
        model.GoOn();
        var others = await Task.WhenAll(posted.Skip(1).Select(other => ReadAsync(other.Invocation)));

        Assert.True(othersRan);
        Assert.Equal(
            (posted[0].Id, "cancelled", texts[0].Split(' ')[0]),
            (
                cancelled[^1].Json.Text("conversation_id"),
                cancelled[^1].Json.Text("stop_reason"),
                cancelled[^1].Json["message"]!.Text("content")
            )
        );
        Assert.Equal(
            posted.Skip(1).Zip(texts.Skip(1), (other, text) => (other.Id, "stop", text)),
            others
                .Select(events => events[^1].Json)
                .Select(done => (done.Text("conversation_id"), done.Text("stop_reason"), done["message"]!.Text("content")))
        );
    }

    [Fact]
    public async Task After_SIGTERM_all_answers_go_out_whole_and_the_process_ends()
    {
        var texts = Texts();
        await using var model = await EchoingModel.StartAsync();
        await using var emulator = await EmulatorAsync(model);
        await using var function = await StartAsync("completions", emulator.Url);
        var invocations = await Task.WhenAll(texts.Select(text => function.InvokeAsync(ChatEvent(text))));
        await model.AskedAsync(Streams);

        await function.TerminateAsync();
        model.GoOn();
        var answers = await Task.WhenAll(invocations.Select(ReadAsync));

        Assert.Equal(texts, answers.Select(Content));
        Assert.Equal(0, await function.ExitAsync());
    }

    // Words that tell whose text it is, in a number that differs.
    private static string[] Texts()
    {
        Random random = new(18);

        return [.. Enumerable.Range(0, Streams).Select(i => string.Join(' ', Enumerable.Repeat($"w{i}", random.Next(1, 120))))];
    }

    private static Task<BedrockEmulator> EmulatorAsync(EchoingModel model) =>
        BedrockEmulator.StartAsync(new() { Upstream = model.Url }, Token);

    private Task<NativeProcess> StartAsync(string function, Uri bedrock)
    {
        var variables = LocalFunctionEnvironment.Of(new(), function, $"{function}-1", bedrock, _native.Cloud.DynamoDB.Url);
        variables[FunctionVariables.LogLevel] = "info";
        variables["AWS_LAMBDA_MAX_CONCURRENCY"] = $"{Streams + 1}";

        return NativeProcess.StartAsync(_native.Bootstrap, variables);
    }

    private static byte[] ChatEvent(string text) =>
        Event(
            "chat-streamed",
            (json, body) =>
            {
                body["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = $"say: {text}" });
                body["stream_options"] = new JsonObject { ["include_usage"] = true };
            }
        );

    private static byte[] MessageEvent(string conversation, string text) =>
        Event(
            "conversation-message",
            (json, body) =>
            {
                body["content"] = $"say: {text}";
                json["path"] = $"/conversations/{conversation}/messages";
                json["pathParameters"] = new JsonObject { ["id"] = conversation };
                json["headers"]!["Accept"] = "text/event-stream";
                json["multiValueHeaders"]!["Accept"] = new JsonArray("text/event-stream");
                json["headers"]!.AsObject().Remove("Idempotency-Key");
                json["multiValueHeaders"]!.AsObject().Remove("Idempotency-Key");
                json["requestContext"]!["authorizer"]!["claims"]!["sub"] = Owner;
            }
        );

    private static byte[] Event(string sample, Action<JsonNode, JsonNode> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(SampleEvents.File(sample).FullName))!;
        var body = JsonNode.Parse(json.Text("body"))!;
        change(json, body);
        json["body"] = body.ToJsonString();

        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    private static async Task<IReadOnlyList<StreamedEvent>> ReadAsync(PendingInvocation invocation)
    {
        using StreamReader body = new(((FunctionResponse.Streamed)await invocation.Response.WaitAsync(Token)).Body.AsStream());

        return StreamedEvent.ReadAll((await body.ReadToEndAsync(Token)).Split(new string('\0', 8))[^1]);
    }

    private static string Content(IReadOnlyList<StreamedEvent> events) =>
        string.Concat(events.Where(item => item.Data != "[DONE]").Select(item => item.Content));

    private static JsonNode Usage(IReadOnlyList<StreamedEvent> events) => events[^2].Json["usage"]!;
}

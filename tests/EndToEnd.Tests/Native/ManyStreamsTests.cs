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
        await using var asked = await AskAsync("completions", [.. texts.Select(ChatEvent)]);

        asked.Model.GoOn();
        var answers = await Task.WhenAll(asked.Invocations.Select(ReadAsync));
        await asked.Function.TerminateAsync();
        await asked.Function.ExitAsync();

        Assert.Equal(texts, answers.Select(Content));
        var lines = asked.Function.RequestLines.ToDictionary(line => line.Text("requestId"));
        Assert.Equal(
            asked.Invocations.Zip(answers).Select(pair => (pair.First.TraceId, (int?)Usage(pair.Second)["completion_tokens"])),
            asked
                .Invocations.Select(invocation => lines[invocation.RequestId])
                .Select(line => ($"Root={line["traceId"]}", (int?)line["tokensOut"]))
        );
        Assert.Single(lines.Values, line => (bool)line["coldStart"]!);
    }

    [Fact]
    public async Task A_model_that_breaks_off_fails_its_own_stream_only()
    {
        string[] texts = [.. Texts(), $"one two {EchoingModel.Break}"];
        await using var asked = await AskAsync("completions", [.. texts.Select(ChatEvent)]);

        asked.Model.GoOn();
        var answers = await Task.WhenAll(asked.Invocations.Select(ReadAsync));

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
        var texts = Texts().Take(Conversations).ToList();
        List<string> ids = [];
        foreach (var _ in texts)
        {
            ids.Add(await api.CreateAsync());
        }

        await using var asked = await AskAsync("messages", [.. ids.Zip(texts, MessageEvent)]);

        using var first = await OpenAsync(asked.Invocations[0]);
        var begun = await ReadUntilAsync(first, texts[0].Split(' ')[0]);
        await api.SendAsync(HttpMethod.Post, $"conversations/{ids[0]}/cancel");
        var cancelled = Events(begun + await first.ReadToEndAsync(Token));
        var othersRan = asked.Invocations.Skip(1).All(other => !other.Ended.IsCompleted);
        asked.Model.GoOn();
        var others = await Task.WhenAll(asked.Invocations.Skip(1).Select(ReadAsync));

        Assert.True(othersRan);
        Assert.Equal(
            (ids[0], "cancelled", texts[0].Split(' ')[0]),
            (
                cancelled[^1].Json.Text("conversation_id"),
                cancelled[^1].Json.Text("stop_reason"),
                cancelled[^1].Json["message"]!.Text("content")
            )
        );
        Assert.Equal(
            ids.Skip(1).Zip(texts.Skip(1), (id, text) => (id, "stop", text)),
            others
                .Select(events => events[^1].Json)
                .Select(done => (done.Text("conversation_id"), done.Text("stop_reason"), done["message"]!.Text("content")))
        );
    }

    [Fact]
    public async Task After_SIGTERM_all_answers_go_out_whole_and_the_process_ends()
    {
        var texts = Texts();
        await using var asked = await AskAsync("completions", [.. texts.Select(ChatEvent)]);

        await asked.Function.TerminateAsync();
        asked.Model.GoOn();
        var answers = await Task.WhenAll(asked.Invocations.Select(ReadAsync));

        Assert.Equal(texts, answers.Select(Content));
        Assert.Equal(0, await asked.Function.ExitAsync());
    }

    // Words that tell whose text it is, in a number that differs.
    private static string[] Texts()
    {
        Random random = new(18);

        return [.. Enumerable.Range(0, Streams).Select(i => string.Join(' ', Enumerable.Repeat($"w{i}", random.Next(1, 120))))];
    }

    /// <summary>Has all events answered at once; each answer has its first word.</summary>
    private async Task<Asked> AskAsync(string function, IReadOnlyList<byte[]> events)
    {
        var model = await EchoingModel.StartAsync();
        var emulator = await BedrockEmulator.StartAsync(new() { Upstream = model.Url }, Token);
        var variables = LocalFunctionEnvironment.Of(new(), function, $"{function}-1", emulator.Url, _native.Cloud.DynamoDB.Url);
        variables[FunctionVariables.LogLevel] = "info";
        variables["AWS_LAMBDA_MAX_CONCURRENCY"] = $"{events.Count + 1}";
        var process = await NativeProcess.StartAsync(_native.Bootstrap, variables);
        var invocations = await Task.WhenAll(events.Select(process.InvokeAsync));
        await model.AskedAsync(events.Count);

        return new(model, emulator, process, invocations);
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
        using var body = await OpenAsync(invocation);

        return Events(await body.ReadToEndAsync(Token));
    }

    private static async Task<StreamReader> OpenAsync(PendingInvocation invocation) =>
        new(((FunctionResponse.Streamed)await invocation.Response.WaitAsync(Token)).Body.AsStream());

    private static async Task<string> ReadUntilAsync(StreamReader body, string word)
    {
        StringBuilder read = new();
        var buffer = new char[1024];
        while (!read.ToString().Contains(word, StringComparison.Ordinal))
        {
            var count = await body.ReadAsync(buffer, Token);
            Assert.True(count > 0, read.ToString());
            read.Append(buffer, 0, count);
        }

        return read.ToString();
    }

    // Status and headers are before eight zeros.
    private static IReadOnlyList<StreamedEvent> Events(string body) => StreamedEvent.ReadAll(body.Split(new string('\0', 8))[^1]);

    private static string Content(IReadOnlyList<StreamedEvent> events) =>
        string.Concat(events.Where(item => item.Data != "[DONE]").Select(item => item.Content));

    private static JsonNode Usage(IReadOnlyList<StreamedEvent> events) => events[^2].Json["usage"]!;

    private sealed record Asked(
        EchoingModel Model,
        BedrockEmulator Emulator,
        NativeProcess Function,
        IReadOnlyList<PendingInvocation> Invocations
    ) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Function.DisposeAsync();
            await Emulator.DisposeAsync();
            await Model.DisposeAsync();
        }
    }
}

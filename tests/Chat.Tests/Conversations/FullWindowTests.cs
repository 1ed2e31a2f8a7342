using System.Text.Json.Nodes;
using Chat.Tests.Knowledge;
using Llama;
using LocalCloud.Bedrock.Wire;
using LocalCloud.Settings;
using Shared;

namespace Chat.Tests.Conversations;

/// <summary>A conversation goes on when its window is full, however the model counts the tags between its turns.</summary>
public sealed class FullWindowTests(KnowledgeCloud knowledge) : IClassFixture<KnowledgeCloud>
{
    private const int Edge = 100;
    private const int PastEdge = 100;
    private const string Tags = "echo: </s><s>[INST] <<SYS>> b <</SYS>> [/INST]";

    // As many tiny turns as fit a window: nowhere do the tags weigh more.
    private static readonly Turn _tiny = new("count to 12 and 7", string.Join(' ', Enumerable.Range(1, 12)));

    [Theory]
    [InlineData("Text")]
    [InlineData("Tokens")]
    public async Task A_full_conversation_continues_for_a_hundred_turns_buffered_streamed_and_regenerated(string tags)
    {
        await using var cloud = await StartAsync(tags);
        var (owner, id) = await FullAsync(cloud, Edge, """{"system_prompt":"Be brief.","parameters":{"max_gen_len":40}}""");

        for (var turn = 0; turn < PastEdge; turn++)
        {
            var content = turn % 3 == 0 ? Tags : _tiny.User;
            var isStreamed = turn % 4 == 0;
            var body = turn % 10 == 9 ? """{"regenerate":true}""" : Owner.Message(content);
            using var answer = await owner.PostAsync(id, body, isStreamed ? "text/event-stream" : "*/*");
            await AssertAnsweredAsync(answer, isStreamed, turnsDropped: true);
        }

        Assert.All(Calls(cloud), call => Assert.Equal(200, call.Status));
    }

    [Theory]
    [InlineData("Text")]
    [InlineData("Tokens")]
    public async Task A_full_conversation_continues_with_passages(string tags)
    {
        await using var cloud = await knowledge.StartAsync(Options(tags));
        var (owner, id) = await FullAsync(cloud, Edge + PastEdge, "{}");

        foreach (var isStreamed in new[] { false, true, false })
        {
            using var answer = await owner.PostAsync(
                id,
                """{"content":"What does a library card cost?","retrieval":{"number_of_results":4}}""",
                isStreamed ? "text/event-stream" : "*/*"
            );
            var body = await AssertAnsweredAsync(answer, isStreamed, turnsDropped: true);
            Assert.Equal("used", body.Text("retrieval"));
        }

        Assert.All(Calls(cloud), call => Assert.Equal(200, call.Status));
    }

    [Theory]
    [InlineData("Text", false, 2)]
    [InlineData("Text", true, 2)]
    [InlineData("Tokens", false, 1)]
    [InlineData("Tokens", true, 1)]
    public async Task A_history_that_fits_by_one_reading_only_is_answered_by_either(string tags, bool isStreamed, int calls)
    {
        await using var cloud = await StartAsync(tags);
        var turns = 0;
        while (PromptTemplate.Llama2.CountTokens(With(turns)) + 40 <= 4096)
        {
            turns++;
        }

        Assert.InRange(PromptTemplate.Llama2.CountTokensAtLeast(With(turns)) + 40, 1, 4096);
        JsonArray messages =
        [
            .. Enumerable.Repeat(_tiny, turns).SelectMany(turn => new[] { Said("user", turn.User), Said("assistant", turn.Assistant!) }),
            Said("user", "Go on."),
        ];
        JsonObject body = new()
        {
            ["messages"] = messages,
            ["max_tokens"] = 40,
            ["stream"] = isStreamed,
        };

        using var answer = await cloud.PostAsync("chat/completions", body.ToJsonString());

        // A streamed answer's head comes before the model's call has ended, so the calls are counted behind the body.
        var text = await answer.TextAsync();
        Assert.Equal((200, calls), ((int)answer.StatusCode, Calls(cloud).Count));
        Assert.Contains(
            "I am a stand-in",
            string.Concat(text.Split("\"content\":\"").Select(part => part.Split('"')[0])),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_the_model_refuses_its_length_a_shorter_prompt_is_sent_within_the_calls_allowed(bool isStreamed)
    {
        await using var cloud = await StartAsync("Text", window: 8192);
        var (owner, id) = await FullAsync(cloud, 160, "{}");

        using var answer = await owner.PostAsync(id, Owner.Message("Go on."), isStreamed ? "text/event-stream" : "*/*");

        var body = await AssertAnsweredAsync(answer, isStreamed, turnsDropped: true);
        Assert.NotEqual(0, body["context"]!.Number("turns_included"));
        Assert.Equal(160, body["context"]!.Number("turns_included") + body["context"]!.Number("turns_dropped"));
        Assert.InRange(Calls(cloud).Count, 2, LlamaClient.MaxCalls);
        Assert.Equal(200, Calls(cloud)[^1].Status);
    }

    [Theory]
    [InlineData("message", false)]
    [InlineData("message", true)]
    [InlineData("chat", false)]
    [InlineData("chat", true)]
    [InlineData("invoke", false)]
    [InlineData("invoke", true)]
    public async Task A_single_message_that_the_model_has_no_room_for_is_refused_in_our_words(string route, bool isStreamed)
    {
        await using var cloud = await StartAsync("Text", window: 8192);
        var (owner, id) = await FullAsync(cloud, 3, "{}");
        var text = Answers.Quoted(string.Concat(Enumerable.Repeat("word ", 5000)));
        var accept = isStreamed ? "text/event-stream" : "*/*";

        using var answer = route switch
        {
            "message" => await owner.PostAsync(id, $$"""{"content":{{text}}}""", accept),
            "chat" => await owner.SendAsync(
                HttpMethod.Post,
                "chat/completions",
                $$"""{"messages":[{"role":"user","content":{{text}}}],"stream":{{(isStreamed ? "true" : "false")}}}"""
            ),
            _ => await owner.SendAsync(HttpMethod.Post, "invoke", $$"""{"prompt":{{text}}}""", accept),
        };

        var body = await answer.TextAsync();
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains("context_length_exceeded", body, StringComparison.Ordinal);
        Assert.Contains("exceeds the model's context window", body, StringComparison.Ordinal);
        Assert.DoesNotContain("Please", body, StringComparison.Ordinal);
        Assert.InRange(Calls(cloud).Count, 1, LlamaClient.MaxCalls);
    }

    private static Dialog With(int turns) => new(null, [.. Enumerable.Repeat(_tiny, turns), new("Go on.")]);

    private static JsonObject Said(string role, string content) => new() { ["role"] = role, ["content"] = content };

    private static IReadOnlyList<LocalCloud.Bedrock.Journal.JournalEntry> Calls(LocalCloudFixture cloud) =>
        [.. cloud.Cloud.Bedrock!.Journal.Invocations.Where(call => call.Operation != InvokeModelTarget.Retrieve)];

    private static async Task<JsonNode> AssertAnsweredAsync(HttpResponseMessage answer, bool isStreamed, bool turnsDropped)
    {
        Assert.Equal(200, (int)answer.StatusCode);
        var body = isStreamed ? (await answer.EventsAsync())[^1].Json : await answer.JsonAsync();
        Assert.NotEmpty(body["message"]!.Text("content"));
        Assert.True(!turnsDropped || body["context"]!.Number("turns_dropped") > 0);

        return body;
    }

    private static async Task<(Owner Owner, string Id)> FullAsync(LocalCloudFixture cloud, int turns, string conversation)
    {
        using StoredTable table = new(cloud);
        var owner = Owner.Of(cloud);
        var id = await owner.CreateAsync(conversation);
        await table.AddTurnsAsync(owner.Name, id, turns, _tiny);

        return (owner, id);
    }

    private Task<LocalCloudFixture> StartAsync(string tags, int window = 4096) =>
        LocalCloudFixture.StartAsync(
            Options(tags) with
            {
                Environment = new Dictionary<string, string> { ["CONTEXT_WINDOW"] = $"{window}" },
            }
        );

    private CloudOptions Options(string tags) =>
        new()
        {
            Tags = Enum.Parse<TagReading>(tags),
            TokenDelay = TimeSpan.Zero,
            DynamoDB = new LocalCloud.Settings.DynamoDBChoice.Endpoint(knowledge.Cloud.Cloud.DynamoDB.Url),
        };
}

using Chat.Tests.Conversations;
using Chat.Tests.Failures;
using LocalCloud.Bedrock.Faults;
using LocalCloud.Bedrock.Wire;
using Shared;

namespace Chat.Tests.Knowledge;

public sealed class RetrievalFailureTests(KnowledgeCloud knowledge) : IClassFixture<KnowledgeCloud>
{
    private readonly Owner _owner = Owner.Of(knowledge.Cloud);

    public static TheoryData<string> Faults => ["throttle", "access_denied", "unavailable", "internal", "model_error"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Without_its_knowledge_base_the_message_is_answered_and_the_answer_says_so(string fault)
    {
        var id = await _owner.CreateAsync();
        var question = Unlucky(knowledge.Cloud, fault);

        using var answer = await _owner.PostAsync(id, Body(question));

        var body = await answer.JsonAsync();
        Assert.Equal((200, "unavailable", "[]"), ((int)answer.StatusCode, body.Text("retrieval"), body["citations"]!.ToJsonString()));
        Assert.Contains("You wrote: “Which library", body["message"]!.Text("content"), StringComparison.Ordinal);
        Assert.Equal("unavailable", (await _owner.MessagesAsync(id))[1].Text("retrieval"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_chat_completion_is_answered_without_its_knowledge_base_too(bool stream)
    {
        var question = Unlucky(knowledge.Cloud, "unavailable");

        using var answer = await _owner.SendAsync(
            HttpMethod.Post,
            "chat/completions",
            Answers.ChatBody(question, $"\"retrieval\":{{}},\"stream\":{(stream ? "true" : "false")}")
        );

        var reported = stream ? (await answer.EventsAsync())[^2].Json : await answer.JsonAsync();
        Assert.Equal("unavailable", reported.Text("retrieval"));
    }

    [Fact]
    public async Task A_throttled_search_is_tried_a_second_time()
    {
        var id = await _owner.CreateAsync();
        var question = Unlucky(knowledge.Cloud, "throttle", times: 1);

        using var answer = await _owner.PostAsync(id, Body(question));

        Assert.Equal("used", (await answer.JsonAsync()).Text("retrieval"));
    }

    [Theory]
    [InlineData("*/*")]
    [InlineData("text/event-stream")]
    public async Task Where_retrieval_is_required_its_failure_is_503_and_nothing_has_happened(string accept)
    {
        await using var cloud = await RequiringAsync();
        var owner = Owner.Of(cloud);
        var id = await owner.CreateAsync();
        var question = Unlucky(cloud, "unavailable", times: 2);

        using var failed = await owner.PostAsync(id, Body(question), accept, key: "one");
        var messages = await owner.MessagesAsync(id);
        using var again = await owner.PostAsync(id, Body(question), accept, key: "one");

        var text = await failed.TextAsync();
        await again.TextAsync();
        await cloud.Cloud.Bedrock!.Journal.WhenAsync(
            call => call.Operation != InvokeModelTarget.Retrieve,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(
            (503, "model_unavailable", "5"),
            ((int)failed.StatusCode, Answers.Parse(text).Text("code"), failed.Header("Retry-After"))
        );
        Assert.Contains("knowledge base", Answers.Parse(text).Text("detail"), StringComparison.Ordinal);
        FaultyModel.AssertNothingLeaks(text);
        Assert.Empty(messages);
        Assert.Equal((200, null), ((int)again.StatusCode, again.Header("Idempotency-Replayed")));
        Assert.Single(cloud.Cloud.Bedrock.Journal.Invocations, call => call.Operation != InvokeModelTarget.Retrieve);
    }

    [Fact]
    public async Task Where_retrieval_is_required_a_chat_completion_fails_in_OpenAIs_words()
    {
        await using var cloud = await RequiringAsync();
        var question = Unlucky(cloud, "access_denied");

        using var failed = await cloud.PostAsync("chat/completions", Answers.ChatBody(question, "\"retrieval\":{}"));

        var (status, error) = await failed.OpenAIErrorAsync();
        Assert.Equal((503, "model_unavailable", "60"), (status, error.Text("code"), failed.Header("Retry-After")));
        FaultyModel.AssertNothingLeaks(error.ToJsonString());
    }

    [Fact]
    public async Task Where_retrieval_is_required_a_search_that_finds_nothing_is_no_failure()
    {
        await using var cloud = await RequiringAsync();

        using var answer = await cloud.PostAsync("chat/completions", Answers.ChatBody("xyzzy", "\"retrieval\":{}"));

        Assert.Equal("no_results", (await answer.JsonAsync()).Text("retrieval"));
    }

    [Fact]
    public async Task A_knowledge_base_that_never_answers_leaves_the_model_its_time()
    {
        await using var cloud = await knowledge.StartAsync(
            new() { TokenDelay = TimeSpan.Zero, FunctionTimeout = TimeSpan.FromSeconds(16) }
        );
        var question = Unlucky(cloud, "hang");

        using var answer = await cloud.PostAsync("chat/completions", Answers.ChatBody(question, "\"retrieval\":{}"));

        Assert.Equal((200, "unavailable"), ((int)answer.StatusCode, (await answer.JsonAsync()).Text("retrieval")));
        var call = await cloud.Cloud.Bedrock!.Journal.WhenAsync(
            call => call.Operation == InvokeModelTarget.Retrieve,
            TestContext.Current.CancellationToken
        );
        Assert.True(call.ClientHungUp);
    }

    [Fact]
    public async Task A_knowledge_base_that_is_unknown_to_Bedrock_is_unavailable()
    {
        await using var cloud = await LocalCloudFixture.StartAsync(
            new()
            {
                TokenDelay = TimeSpan.Zero,
                Environment = new Dictionary<string, string> { ["KNOWLEDGE_BASE_ID"] = "NOSUCHBASE" },
            }
        );

        using var answer = await cloud.PostAsync("chat/completions", Answers.ChatBody("Hello", "\"retrieval\":{}"));

        Assert.Equal("unavailable", (await answer.JsonAsync()).Text("retrieval"));
    }

    [Fact]
    public async Task A_knowledge_base_is_not_asked_again_once_the_model_has_begun()
    {
        await using var cloud = await knowledge.StartAsync(new() { TokenDelay = TimeSpan.Zero });
        cloud.Cloud.Bedrock!.Faults.Add(new() { Fault = FaultKind.FailMidStream, AfterChunks = 2 });
        var owner = Owner.Of(cloud);
        var id = await owner.CreateAsync();

        using var answer = await owner.PostAsync(id, Body("Which library card is it?"), "text/event-stream");

        Assert.Equal("error", (await answer.EventsAsync())[^1].Type);
        await cloud.Cloud.Bedrock.Journal.WhenAsync(
            call => call.Operation == InvokeModelTarget.Streamed,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(
            [InvokeModelTarget.Retrieve, InvokeModelTarget.Streamed],
            cloud.Cloud.Bedrock.Journal.Invocations.Select(call => call.Operation)
        );
    }

    private Task<LocalCloudFixture> RequiringAsync() =>
        knowledge.StartAsync(
            new()
            {
                TokenDelay = TimeSpan.Zero,
                Environment = new Dictionary<string, string> { ["RETRIEVAL_REQUIRED"] = "true" },
            }
        );

    private static string Unlucky(LocalCloudFixture cloud, string fault, int? times = null)
    {
        var question = $"Which library card is it? {Guid.NewGuid()}";
        cloud.Cloud.Bedrock!.Faults.Add(
            new()
            {
                Fault = Enum.Parse<FaultKind>(fault.Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
                Operation = InvokeModelTarget.Retrieve,
                WhenPromptContains = question,
                Times = times,
            }
        );

        return question;
    }

    private static string Body(string question) => $$"""{"content":{{Answers.Quoted(question)}},"retrieval":{} }""";
}

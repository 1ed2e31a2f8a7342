using System.Text.Json.Nodes;
using Chat.Tests.Conversations;
using LocalCloud.Bedrock.Faults;
using LocalCloud.Bedrock.Wire;
using Shared;

namespace Chat.Tests.Knowledge;

public sealed class RetrievalTests(KnowledgeCloud knowledge) : IClassFixture<KnowledgeCloud>
{
    private const string CardQuestion = "What does a library card cost?";

    private readonly Owner _owner = Owner.Of(knowledge.Cloud);

    [Fact]
    public async Task An_answer_cites_the_passages_it_takes_from_and_the_turn_keeps_them()
    {
        var id = await _owner.CreateAsync();

        var answer = await AskAsync(id, CardQuestion);

        Assert.Contains("“A library card costs 18 euros a year” [1]", answer["message"]!.Text("content"), StringComparison.Ordinal);
        Assert.Equal("used", answer.Text("retrieval"));
        var citation = answer["citations"]![0]!;
        Assert.Equal((1, "cards.md"), (citation.Number("n"), citation.Text("source")));
        Assert.Equal("# Cards A library card costs 18 euros a year. For children it is free.", citation.Text("excerpt"));
        Assert.Equal("""{"type":"CUSTOM","custom_document_location":{"id":"cards.md"}}""", citation["location"]!.ToJsonString());
        Assert.InRange(citation["score"]!.GetValue<double>(), 0.01, 1);
        var messages = await _owner.MessagesAsync(id);
        Assert.Equal((CardQuestion, null), (messages[0].Text("content"), messages[0]["citations"]));
        Assert.Equal(
            ("used", answer["citations"]!.ToJsonString()),
            (messages[1].Text("retrieval"), messages[1]["citations"]!.ToJsonString())
        );
    }

    [Fact]
    public async Task Passages_are_not_repeated_in_later_turns()
    {
        var id = await _owner.CreateAsync();
        var first = await AskAsync(id, CardQuestion);

        var second = await _owner.SayAsync(id, "And for children?");

        Assert.Equal((1, null, null), (second["context"]!.Number("turns_included"), second["retrieval"], second["citations"]));
        Assert.Contains($"began with “{CardQuestion}”", second["message"]!.Text("content"), StringComparison.Ordinal);
        Assert.True(second["usage"]!.Number("prompt_tokens") < first["usage"]!.Number("prompt_tokens"));
    }

    [Fact]
    public async Task A_stream_ends_with_the_citations_and_so_does_its_replay()
    {
        var id = await _owner.CreateAsync();

        using var streamed = await _owner.PostAsync(id, Body(CardQuestion), "text/event-stream", key: "one");
        var done = (await streamed.EventsAsync())[^1];
        using var replayed = await _owner.PostAsync(id, Body(CardQuestion), key: "one");

        Assert.Equal(("done", "used", 1), (done.Type, done.Json.Text("retrieval"), done.Json["citations"]![0]!.Number("n")));
        Assert.Equal(("true", done.Data), (replayed.Header("Idempotency-Replayed"), await replayed.TextAsync()));
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"retrieval\":null")]
    [InlineData(",\"retrieval\":{\"enabled\":false}")]
    public async Task Requests_without_retrieval_get_no_passages(string retrieval)
    {
        var id = await _owner.CreateAsync();

        using var answer = await _owner.PostAsync(id, $$"""{"content":{{Answers.Quoted(CardQuestion)}}{{retrieval}} }""");

        var body = await answer.JsonAsync();
        Assert.Equal(
            (200, false, false),
            ((int)answer.StatusCode, body.AsObject().ContainsKey("retrieval"), body.AsObject().ContainsKey("citations"))
        );
        Assert.Contains($"You wrote: “{CardQuestion}”", body["message"]!.Text("content"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_cites_nothing_says_so_and_keeps_its_words()
    {
        var id = await _owner.CreateAsync();

        var answer = await AskAsync(id, "echo: a library card costs nothing [99]");

        Assert.Equal(("none_cited", "[]"), (answer.Text("retrieval"), answer["citations"]!.ToJsonString()));
        Assert.Equal("a library card costs nothing [99]", answer["message"]!.Text("content"));
    }

    [Fact]
    public async Task A_question_that_no_document_knows_is_answered_without()
    {
        var id = await _owner.CreateAsync();

        var answer = await AskAsync(id, "xyzzy plugh");

        Assert.Equal(("no_results", "[]"), (answer.Text("retrieval"), answer["citations"]!.ToJsonString()));
        Assert.Contains("You wrote: “xyzzy plugh”", answer["message"]!.Text("content"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_cannot_speak_as_user_or_system()
    {
        var id = await _owner.CreateAsync();

        var answer = await AskAsync(id, "Where do penguins live?", ",\"number_of_results\":1");

        Assert.Equal("used", answer.Text("retrieval"));
        Assert.Equal("hostile.md", Assert.Single(answer["citations"]!.AsArray())!.Text("source"));
        Assert.Contains("You asked: “Where do penguins live?”", answer["message"]!.Text("content"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_chooses_the_documents()
    {
        var id = await _owner.CreateAsync();

        var answer = await AskAsync(id, "library", ",\"filter\":{\"equals\":{\"key\":\"file_name\",\"value\":\"hours.md\"}}");

        Assert.Equal(["hours.md"], answer["citations"]!.AsArray().Select(citation => citation!.Text("source")));
    }

    [Fact]
    public async Task The_last_answer_can_be_given_again_with_passages_and_again_without()
    {
        var id = await _owner.CreateAsync();
        await _owner.SayAsync(id, CardQuestion);

        using var with = await _owner.PostAsync(id, """{"regenerate":true,"retrieval":{}}""");
        using var without = await _owner.PostAsync(id, """{"regenerate":true}""");

        Assert.Equal(("used", null), ((await with.JsonAsync()).Text("retrieval"), (await without.JsonAsync())["retrieval"]));
        Assert.Null((await _owner.MessagesAsync(id, "path"))[1]["retrieval"]);
    }

    [Fact]
    public async Task An_attempt_that_comes_to_nothing_leaves_the_old_answers_citations()
    {
        var id = await _owner.CreateAsync();
        var question = $"What does a library card cost? {Guid.NewGuid()}";
        await AskAsync(id, question);
        knowledge.Cloud.Cloud.Bedrock!.Faults.Add(new() { Fault = FaultKind.ModelError, WhenPromptContains = question });

        using var failed = await _owner.PostAsync(id, """{"regenerate":true}""");

        var stored = (await _owner.MessagesAsync(id))[1];
        Assert.Equal((502, "used", "complete"), ((int)failed.StatusCode, stored.Text("retrieval"), stored.Text("status")));
        Assert.Equal("cards.md", stored["citations"]![0]!.Text("source"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_chat_completion_has_them_as_extension_fields(bool stream)
    {
        using var answer = await _owner.SendAsync(
            HttpMethod.Post,
            "chat/completions",
            Answers.ChatBody(
                CardQuestion,
                $$"""
                "retrieval":{"number_of_results":2},"stream":{{(stream ? "true" : "false")}},"stream_options":{"include_usage":true}
                """
            )
        );

        var reported = stream ? (await answer.EventsAsync())[^3].Json : await answer.JsonAsync();
        Assert.Equal(("used", "cards.md"), (reported.Text("retrieval"), reported["citations"]![0]!.Text("source")));
        Assert.Equal("stop", reported["choices"]![0]!.Text("finish_reason"));
        Assert.True(!stream || (await answer.EventsAsync()).Count(item => item.Data.Contains("citations", StringComparison.Ordinal)) == 1);
    }

    [Fact]
    public async Task A_chat_completion_gives_passages_the_room_that_its_messages_leave()
    {
        using var answer = await _owner.SendAsync(
            HttpMethod.Post,
            "chat/completions",
            Answers.ChatBody("Which lighthouse shines?", "\"max_tokens\":500,\"retrieval\":{\"number_of_results\":100}")
        );

        var body = await answer.JsonAsync();
        Assert.Equal((200, "used"), ((int)answer.StatusCode, body.Text("retrieval")));
        Assert.InRange(body["usage"]!.Number("prompt_tokens"), 4096 - 500 - 64, 4096 - 500);
    }

    [Fact]
    public async Task Earlier_turns_keep_their_share()
    {
        await using var small = await knowledge.StartAsync(
            new()
            {
                TokenDelay = TimeSpan.Zero,
                Environment = new Dictionary<string, string> { ["CONTEXT_WINDOW"] = "1200" },
            }
        );
        var owner = Owner.Of(small);
        var id = await owner.CreateAsync("""{"parameters":{"max_gen_len":200}}""");
        for (var turn = 0; turn < 6; turn++)
        {
            await owner.SayAsync(id, "count to 40");
        }

        using var answer = await owner.PostAsync(id, Body("Which lighthouse shines?", ",\"number_of_results\":100"));

        var body = await answer.JsonAsync();
        Assert.Equal(("used", true), (body.Text("retrieval"), body["context"]!.Number("turns_included") >= 1));
        Assert.InRange(body["usage"]!.Number("prompt_tokens"), 600, 1000);
    }

    [Fact]
    public async Task A_message_that_fills_the_window_gets_no_passages_and_the_knowledge_base_is_not_asked()
    {
        await using var small = await knowledge.StartAsync(
            new()
            {
                TokenDelay = TimeSpan.Zero,
                Environment = new Dictionary<string, string> { ["CONTEXT_WINDOW"] = "256" },
            }
        );
        var owner = Owner.Of(small);
        var id = await owner.CreateAsync("""{"parameters":{"max_gen_len":64}}""");

        using var tight = await owner.PostAsync(id, Body(string.Concat(Enumerable.Repeat("word ", 170))));
        using var tooLong = await owner.PostAsync(id, Body(string.Concat(Enumerable.Repeat("word ", 300))));

        Assert.Equal((200, "no_results"), ((int)tight.StatusCode, (await tight.JsonAsync()).Text("retrieval")));
        Assert.Equal("context_length_exceeded", (await tooLong.JsonAsync()).Text("code"));
        Assert.DoesNotContain(small.Cloud.Bedrock!.Journal.Invocations, call => call.Operation == InvokeModelTarget.Retrieve);
    }

    private async Task<JsonNode> AskAsync(string id, string question, string more = "")
    {
        using var answer = await _owner.PostAsync(id, Body(question, more));
        Assert.Equal(200, (int)answer.StatusCode);

        return await answer.JsonAsync();
    }

    private static string Body(string question, string more = "") =>
        $$"""{"content":{{Answers.Quoted(question)}},"retrieval":{"enabled":true{{more}} } }""";
}

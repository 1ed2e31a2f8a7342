using Chat.Tests.Conversations;
using Chat.Tests.Knowledge;
using LocalCloud.Bedrock.Faults;
using Shared;

namespace Chat.Tests.OpenApi;

public sealed class RetrievedAnswerTests(KnowledgeCloud knowledge) : IClassFixture<KnowledgeCloud>
{
    private const string Chat = "/chat/completions";
    private const string Messages = "/conversations/{id}/messages";

    private readonly LocalCloudFixture _cloud = knowledge.Cloud;

    [Theory]
    [InlineData("What does a library card cost?", "used")]
    [InlineData("echo: a library card costs nothing", "none_cited")]
    [InlineData("xyzzy plugh", "no_results")]
    public async Task The_outcome_of_a_retrieval_is_returned_and_stored_as_described(string question, string status)
    {
        var owner = Owner.Of(_cloud);
        var id = await owner.CreateAsync();
        var body = $$"""{"content":"{{question}}","retrieval":{{Example}}}""";

        using var whole = await owner.PostAsync(id, body);
        using var streamed = await owner.PostAsync(id, body, "text/event-stream");
        using var chatted = await _cloud.PostAsync("chat/completions", Answers.ChatBody(question, $"\"retrieval\":{Example}"));
        using var chattedStream = await _cloud.PostAsync(
            "chat/completions",
            Answers.ChatBody(question, $"\"stream\":true,\"retrieval\":{Example}")
        );

        await whole.AssertDocumentedAsync("POST", Messages, 200);
        await streamed.AssertDocumentedAsync("POST", Messages, 200);
        await chatted.AssertDocumentedAsync("POST", Chat, 200);
        await chattedStream.AssertDocumentedAsync("POST", Chat, 200);
        using var kept = await owner.SendAsync(HttpMethod.Get, $"conversations/{id}/messages");
        await kept.AssertDocumentedAsync("GET", Messages, 200);
        Assert.Equal(status, (await whole.JsonAsync()).Text("retrieval"));
    }

    [Fact]
    public async Task A_failing_required_knowledge_base_is_answered_as_described()
    {
        await using var strict = await knowledge.StartAsync(
            new() { Environment = new Dictionary<string, string> { ["RETRIEVAL_REQUIRED"] = "true" } }
        );
        var owner = Owner.Of(strict);
        var id = await owner.CreateAsync();
        strict.Cloud.Bedrock!.Faults.Add(new() { Fault = FaultKind.Unavailable, Operation = "Retrieve" });

        using var turn = await owner.PostAsync(id, $$"""{"content":"Hello","retrieval":{{Example}}}""");
        using var chatted = await strict.PostAsync("chat/completions", Answers.ChatBody("Hello", $"\"retrieval\":{Example}"));

        await turn.AssertDocumentedAsync("POST", Messages, 503, "model_unavailable");
        await chatted.AssertDocumentedAsync("POST", Chat, 503, "model_unavailable");
    }

    [Theory]
    [InlineData("""{"number_of_results":101}""")]
    [InlineData("""{"filter":{}}""")]
    [InlineData("""{"colour":"red"}""")]
    public async Task A_refusal_is_as_described(string retrieval)
    {
        using var chatted = await _cloud.PostAsync("chat/completions", Answers.ChatBody("Hello", $"\"retrieval\":{retrieval}"));

        await chatted.AssertDocumentedAsync("POST", Chat, 400, "invalid_request");
    }

    [Fact]
    public async Task A_field_that_is_null_is_as_if_it_were_not_there()
    {
        using var chatted = await _cloud.PostAsync(
            "chat/completions",
            Answers.ChatBody("Hello", "\"retrieval\":{\"enabled\":null,\"number_of_results\":null,\"filter\":null}")
        );

        await chatted.AssertDocumentedAsync("POST", Chat, 200);
        Assert.NotNull((await chatted.JsonAsync())["retrieval"]);
    }

    private static string Example => ApiDocument.Target("#/components/schemas/RetrievalRequest")["examples"]![0]!.ToJsonString();
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Chat.Configuration;
using Chat.Http;
using Chat.Knowledge;
using Shared;

namespace Chat.Tests.Knowledge;

public sealed class KnowledgeBaseTests
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_question_the_number_and_the_filter_are_sent()
    {
        await using var fake = await FakeKnowledgeBase.StartAsync("""{"retrievalResults":[]}""");
        var filter =
            """{"andAll":[{"equals":{"key":"lang","value":"en"}},{"orAll":[{"greaterThan":{"key":"year","value":2020}},{"in":{"key":"kind","value":["a",1,true]}}]}]}""";

        var found = await fake.Client.RetrieveAsync(
            Read($$"""{"number_of_results":7,"filter":{{filter}}}"""),
            "What is é?",
            _minute,
            Token
        );

        var (path, body) = Assert.Single(fake.Requests);
        Assert.Empty(found);
        Assert.Equal("/knowledgebases/KB12345678/retrieve", path);
        Assert.Equal(("What is é?", 7), (body["retrievalQuery"]!.Text("text"), Search(body).Number("numberOfResults")));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(filter), Search(body)["filter"]), body.ToJsonString());
    }

    [Theory]
    [InlineData("equals", "\"x\"")]
    [InlineData("notEquals", "1.5")]
    [InlineData("greaterThan", "5000000000")]
    [InlineData("greaterThanOrEquals", "-1")]
    [InlineData("lessThan", "0")]
    [InlineData("lessThanOrEquals", "1e3")]
    [InlineData("in", """["x"]""")]
    [InlineData("notIn", "[1,2]")]
    [InlineData("startsWith", "\"x\"")]
    [InlineData("stringContains", "\"x\"")]
    [InlineData("listContains", "\"x\"")]
    public async Task Every_condition_is_sent_as_it_came(string name, string value)
    {
        await using var fake = await FakeKnowledgeBase.StartAsync("{}");

        await fake.Client.RetrieveAsync(Read($$"""{"filter":{"{{name}}":{"key":"k","value":{{value}}} } }"""), "q", _minute, Token);

        var sent = Search(Assert.Single(fake.Requests).Body)["filter"]![name]!;
        Assert.Equal("k", sent.Text("key"));
        Assert.True(
            JsonNode.DeepEquals(sent["value"], JsonNode.Parse(value))
                || sent["value"]!.GetValue<double>() == JsonNode.Parse(value)!.GetValue<double>()
        );
    }

    [Fact]
    public async Task A_question_is_cut_at_20000_characters_and_never_inside_one()
    {
        await using var fake = await FakeKnowledgeBase.StartAsync("{}");
        var question = new string('x', KnowledgeBase.MaxQueryLength - 1) + "🦙 and more";

        await fake.Client.RetrieveAsync(Read("{}"), question, _minute, Token);

        Assert.Equal(question[..(KnowledgeBase.MaxQueryLength - 1)], Assert.Single(fake.Requests).Body["retrievalQuery"]!.Text("text"));
    }

    [Fact]
    public async Task Only_the_text_of_a_result_is_required_and_results_without_text_are_ignored()
    {
        await using var fake = await FakeKnowledgeBase.StartAsync(
            """
            {"guardrailAction":"INTERVENED","retrievalResults":[
              {"content":{"text":"bare"}},
              {"content":{"type":"IMAGE","byteContent":"data:"},"score":1},
              {"content":{"type":"TEXT","text":"  \n"},"score":1},
              {"score":1},
              {"content":{"text":"of the web","type":"TEXT"},"score":0.5,"location":{"type":"WEB","webLocation":{"url":"https://example.com/a"}},"metadata":{"x-amz-bedrock-kb-source-uri":"other"}},
              {"content":{"text":"of a table"},"location":{"type":"SQL","sqlLocation":{"query":"SELECT 1"}},"metadata":{"x-amz-bedrock-kb-source-uri":"s3://b/k"}},
              {"content":{"text":"odd"},"location":{"type":"NEW"},"metadata":{"x-amz-bedrock-kb-source-uri":7}}]}
            """
        );

        var found = await fake.Client.RetrieveAsync(Read("{}"), "q", _minute, Token);

        Assert.Equal(["bare", "of the web", "of a table", "odd"], found.Select(passage => passage.Text));
        Assert.Equal([null, "https://example.com/a", "s3://b/k", null], found.Select(passage => passage.Source));
        Assert.Equal([null, 0.5, null, null], found.Select(passage => passage.Score));
        Assert.Equal([null, "WEB", "SQL", "NEW"], found.Select(passage => passage.Location?.Type));
    }

    [Theory]
    [InlineData("S3", "s3Location", "uri", "s3_location")]
    [InlineData("WEB", "webLocation", "url", "web_location")]
    [InlineData("CONFLUENCE", "confluenceLocation", "url", "confluence_location")]
    [InlineData("SHAREPOINT", "sharePointLocation", "url", "share_point_location")]
    [InlineData("SALESFORCE", "salesforceLocation", "url", "salesforce_location")]
    [InlineData("KENDRA", "kendraDocumentLocation", "uri", "kendra_document_location")]
    [InlineData("CUSTOM", "customDocumentLocation", "id", "custom_document_location")]
    [InlineData("SQL", "sqlLocation", "query", "sql_location")]
    public async Task A_location_is_returned_like_Bedrocks_in_snake_case(string type, string member, string field, string reported)
    {
        await using var fake = await FakeKnowledgeBase.StartAsync(
            $$"""{"retrievalResults":[{"content":{"text":"x"},"location":{"type":"{{type}}","{{member}}":{"{{field}}":"there"} } }]}"""
        );

        var found = await fake.Client.RetrieveAsync(Read("{}"), "q", _minute, Token);

        var outcome = new GroundedMessage(new(null, [new("q")]), found).Check("[1]");
        var json = Answers.Parse(JsonSerializer.Serialize(outcome, ChatJson.Api.RetrievalOutcome))["citations"]![0]!;
        Assert.Equal($$$"""{"type":"{{{type}}}","{{{reported}}}":{"{{{field}}}":"there"}}""", json["location"]!.ToJsonString());
        Assert.Equal(type == "SQL" ? null : "there", json["source"]?.GetValue<string>());
    }

    [Fact]
    public async Task Pages_are_followed_until_there_are_as_many_as_were_asked_for()
    {
        await using var fake = await FakeKnowledgeBase.StartAsync(Page(2, "two"), Page(2, "three"), Page(2, "four"));

        var found = await fake.Client.RetrieveAsync(Read("""{"number_of_results":3}"""), "q", _minute, Token);

        Assert.Equal(3, found.Count);
        Assert.Equal([null, "two"], fake.Requests.Select(request => request.Body["nextToken"]?.GetValue<string>()));
    }

    [Fact]
    public async Task A_knowledge_base_with_endless_pages_is_called_three_times()
    {
        await using var fake = await FakeKnowledgeBase.StartAsync(Page(1, "more"));

        var found = await fake.Client.RetrieveAsync(Read("""{"number_of_results":100}"""), "q", _minute, Token);

        Assert.Equal((3, 3), (found.Count, fake.Requests.Count));
    }

    [Fact]
    public async Task What_the_first_page_gave_outlives_a_failure_of_the_second()
    {
        await using var fake = await FakeKnowledgeBase.StartAsync((200, Page(2, "more"), null), (403, "{}", "AccessDeniedException"));

        var found = await fake.Client.RetrieveAsync(Read("{}"), "q", _minute, Token);

        Assert.Equal(2, found.Count);
    }

    [Theory]
    [InlineData(400, "ValidationException", "Misconfigured", 1)]
    [InlineData(400, "ServiceQuotaExceededException", "Misconfigured", 1)]
    [InlineData(403, "AccessDeniedException", "Misconfigured", 1)]
    [InlineData(403, "ExpiredTokenException", "Misconfigured", 1)]
    [InlineData(404, "ResourceNotFoundException", "Misconfigured", 1)]
    [InlineData(409, "ConflictException", "Unavailable", 1)]
    [InlineData(424, "DependencyFailedException", "Unavailable", 1)]
    [InlineData(429, "ThrottlingException", "Throttled", 2)]
    [InlineData(500, "InternalServerException", "Unavailable", 2)]
    [InlineData(502, "BadGatewayException", "Unavailable", 2)]
    [InlineData(418, "TeapotException", "Unavailable", 1)]
    public async Task A_failure_is_classified_by_its_remedy_after_two_calls_at_most(int status, string type, string error, int calls)
    {
        await using var fake = await FakeKnowledgeBase.StartAsync((status, """{"message":"secret question"}""", type));

        var failure = await Assert.ThrowsAsync<KnowledgeBaseException>(() =>
            fake.Client.RetrieveAsync(Read("{}"), "secret question", _minute, Token)
        );

        Assert.Equal(error, failure.Error.ToString());
        Assert.Equal(calls, fake.Requests.Count);
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("""{"retrievalResults":[{"content":{"text":"\ud800"}}]}""")]
    [InlineData("")]
    public async Task Garbage_is_a_knowledge_base_that_is_not_available_or_has_nothing(string body)
    {
        await using var fake = await FakeKnowledgeBase.StartAsync(body);

        var failure = await Record.ExceptionAsync(() => fake.Client.RetrieveAsync(Read("{}"), "q", _minute, Token));

        Assert.True(failure is null or KnowledgeBaseException { Error: KnowledgeBaseError.Unavailable }, failure?.ToString());
    }

    [Fact]
    public async Task A_filter_that_is_refused_is_the_callers_to_correct()
    {
        await using var fake = await FakeKnowledgeBase.StartAsync((400, """{"message":"arn:aws:secret"}""", "ValidationException"));
        var request = Read("""{"filter":{"equals":{"key":"k","value":"v"}}}""");

        var failure = await Assert.ThrowsAsync<KnowledgeBaseException>(() => fake.Client.RetrieveAsync(request, "q", _minute, Token));

        var problem = Problems.From(failure);
        Assert.Equal(("invalid_request", "retrieval.filter"), (problem.Kind.Code, problem.Field));
        Assert.DoesNotContain("arn", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_knowledge_base_that_never_answers_has_its_time_and_no_more()
    {
        await using var fake = await FakeKnowledgeBase.StartAsync("hang");

        var failure = await Assert.ThrowsAsync<KnowledgeBaseException>(() =>
            fake.Client.RetrieveAsync(Read("{}"), "q", TimeSpan.FromMilliseconds(300), Token)
        );

        Assert.Equal(KnowledgeBaseError.TimedOut, failure.Error);
    }

    [Fact]
    public async Task The_end_of_the_requests_own_time_is_no_failure_of_the_knowledge_base()
    {
        await using var fake = await FakeKnowledgeBase.StartAsync("hang");
        using CancellationTokenSource deadline = new(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fake.Client.RetrieveAsync(Read("{}"), "q", _minute, deadline.Token));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_not_available()
    {
        var fake = await FakeKnowledgeBase.StartAsync("{}");
        var client = fake.Client;
        await fake.DisposeAsync();

        var failure = await Assert.ThrowsAsync<KnowledgeBaseException>(() => client.RetrieveAsync(Read("{}"), "q", _minute, Token));

        Assert.Equal(KnowledgeBaseError.Unavailable, failure.Error);
    }

    private static RetrievalRequest Read(string json)
    {
        using var body = JsonDocument.Parse($$"""{"retrieval":{{json}}}""");

        return RetrievalRequest.Read(
            body.RootElement,
            ChatSettings.Bind(new Dictionary<string, string> { ["KNOWLEDGE_BASE_ID"] = "KB12345678" })
        )!;
    }

    private static JsonNode Search(JsonNode body) => body["retrievalConfiguration"]!["vectorSearchConfiguration"]!;

    private static string Page(int passages, string next)
    {
        var results = Enumerable.Range(1, passages).Select(n => $$"""{"content":{"text":"{{next}} {{n}}"} }""");

        return $$"""{"retrievalResults":[{{string.Join(',', results)}}],"nextToken":"{{next}}"}""";
    }
}

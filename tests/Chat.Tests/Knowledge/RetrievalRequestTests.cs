using Chat.Tests.Conversations;
using Shared;

namespace Chat.Tests.Knowledge;

public sealed class RetrievalRequestTests(KnowledgeCloud knowledge, LocalCloudFixture without) : IClassFixture<KnowledgeCloud>
{
    [Theory]
    [InlineData("true", "retrieval", "must be an object")]
    [InlineData("{\"enabled\":\"yes\"}", "retrieval.enabled", "true or false")]
    [InlineData("{\"results\":5}", "retrieval.results", "use enabled, number_of_results and filter")]
    [InlineData("{\"number_of_results\":0}", "retrieval.number_of_results", "1 to 100, not 0")]
    [InlineData("{\"number_of_results\":101}", "retrieval.number_of_results", "1 to 100, not 101")]
    [InlineData("{\"number_of_results\":2.5}", "retrieval.number_of_results", "1 to 100, not 2.5")]
    [InlineData("{\"number_of_results\":\"5\"}", "retrieval.number_of_results", "1 to 100")]
    [InlineData("{\"enabled\":false,\"number_of_results\":101}", "retrieval.number_of_results", "1 to 100")]
    [InlineData("{\"filter\":[]}", "retrieval.filter", "exactly one of equals")]
    [InlineData("{\"filter\":{}}", "retrieval.filter", "exactly one of equals")]
    [InlineData(
        "{\"filter\":{\"equals\":{\"key\":\"k\",\"value\":1},\"in\":{\"key\":\"k\",\"value\":[1]}}}",
        "retrieval.filter",
        "exactly one of equals"
    )]
    [InlineData("{\"filter\":{\"like\":{\"key\":\"k\",\"value\":1}}}", "retrieval.filter.like", "is not a condition; use equals")]
    [InlineData("{\"filter\":{\"equals\":1}}", "retrieval.filter.equals", "key and value")]
    [InlineData("{\"filter\":{\"equals\":{\"key\":\"k\",\"value\":1,\"x\":1}}}", "retrieval.filter.equals", "key and value")]
    [InlineData("{\"filter\":{\"equals\":{\"value\":1}}}", "retrieval.filter.equals.key", "is required")]
    [InlineData("{\"filter\":{\"equals\":{\"key\":\"\",\"value\":1}}}", "retrieval.filter.equals.key", "is required")]
    [InlineData("{\"filter\":{\"equals\":{\"key\":\"k\"}}}", "retrieval.filter.equals.value", "is required")]
    [InlineData("{\"filter\":{\"equals\":{\"key\":\"k\",\"value\":null}}}", "retrieval.filter.equals.value", "not null")]
    [InlineData("{\"filter\":{\"greaterThan\":{\"key\":\"k\",\"value\":\"5\"}}}", "retrieval.filter.greaterThan.value", "must be a number")]
    [InlineData("{\"filter\":{\"lessThan\":{\"key\":\"k\",\"value\":1e999}}}", "retrieval.filter.lessThan.value", "out of range")]
    [InlineData("{\"filter\":{\"in\":{\"key\":\"k\",\"value\":[]}}}", "retrieval.filter.in.value", "not empty")]
    [InlineData(
        "{\"filter\":{\"notIn\":{\"key\":\"k\",\"value\":[[]]}}}",
        "retrieval.filter.notIn.value[0]",
        "a string, a number or a boolean"
    )]
    [InlineData("{\"filter\":{\"startsWith\":{\"key\":\"k\",\"value\":1}}}", "retrieval.filter.startsWith.value", "must be a string")]
    [InlineData("{\"filter\":{\"andAll\":[{\"equals\":{\"key\":\"k\",\"value\":1}}]}}", "retrieval.filter.andAll", "at least two")]
    [InlineData(
        "{\"filter\":{\"orAll\":[{\"equals\":{\"key\":\"k\",\"value\":1}},{\"in\":{}}]}}",
        "retrieval.filter.orAll[1].in.key",
        "is required"
    )]
    public async Task What_cannot_be_asked_is_refused_by_name_on_both_routes(string retrieval, string field, string expected)
    {
        var owner = Owner.Of(knowledge.Cloud);
        var id = await owner.CreateAsync();

        using var message = await owner.PostAsync(id, $$"""{"content":"Hello","retrieval":{{retrieval}} }""");
        using var completion = await owner.SendAsync(
            HttpMethod.Post,
            "chat/completions",
            Answers.ChatBody("Hello", $"\"retrieval\":{retrieval}")
        );

        var problem = await message.JsonAsync();
        var (status, error) = await completion.OpenAIErrorAsync();
        Assert.Equal((400, "invalid_request", field), ((int)message.StatusCode, problem.Text("code"), problem.Text("field")));
        Assert.Equal((400, "invalid_request", field), (status, error.Text("code"), error.Text("param")));
        Assert.Contains(expected, problem.Text("detail"), StringComparison.Ordinal);
        Assert.Empty(await owner.MessagesAsync(id));
    }

    [Fact]
    public async Task Without_a_knowledge_base_the_setting_that_is_missing_is_named()
    {
        var owner = Owner.Of(without);
        var id = await owner.CreateAsync();

        using var asked = await owner.PostAsync(id, """{"content":"Hello","retrieval":{}}""");
        using var notAsked = await owner.PostAsync(id, """{"content":"Hello","retrieval":{"enabled":false}}""");

        var problem = await asked.JsonAsync();
        Assert.Equal((400, "invalid_request", "retrieval.enabled"), ((int)asked.StatusCode, problem.Text("code"), problem.Text("field")));
        Assert.Contains("KNOWLEDGE_BASE_ID", problem.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(200, (int)notAsked.StatusCode);
    }
}

using System.Text.Json.Nodes;
using Amazon.BedrockAgentRuntime;
using Amazon.BedrockAgentRuntime.Model;
using Amazon.Runtime.Documents;
using Shared;

namespace Aws.Tests.Bedrock;

public sealed class RetrieveRequestTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_field_of_a_request_is_sent()
    {
        await using var server = WireServer.Answering(200, """{"retrievalResults":[]}""");
        using var client = LoopbackBedrock.AgentClient(server.Url);

        await client.RetrieveAsync(
            new()
            {
                KnowledgeBaseId = "KB12345678",
                NextToken = "more",
                RetrievalQuery = new() { Text = "What is é?" },
                GuardrailConfiguration = new() { GuardrailId = "g1", GuardrailVersion = "DRAFT" },
                RetrievalConfiguration = new()
                {
                    VectorSearchConfiguration = new()
                    {
                        NumberOfResults = 5,
                        OverrideSearchType = SearchType.HYBRID,
                        Filter = new()
                        {
                            Equals = new() { Key = "lang", Value = "en" },
                        },
                    },
                },
            },
            Cancelled
        );

        var request = Assert.Single(server.Requests);
        Assert.Equal("POST /knowledgebases/KB12345678/retrieve HTTP/1.1", request.Line);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.Contains("/us-east-1/bedrock/aws4_request", request.Headers["Authorization"], StringComparison.Ordinal);
        AssertJson(
            """
            {
              "guardrailConfiguration": { "guardrailId": "g1", "guardrailVersion": "DRAFT" },
              "nextToken": "more",
              "retrievalConfiguration": {
                "vectorSearchConfiguration": {
                  "filter": { "equals": { "key": "lang", "value": "en" } }, "numberOfResults": 5, "overrideSearchType": "HYBRID"
                }
              },
              "retrievalQuery": { "text": "What is é?" }
            }
            """,
            request.Body
        );
    }

    [Fact]
    public async Task Every_kind_of_filter_is_sent()
    {
        await using var server = WireServer.Answering(200, "{}");
        using var client = LoopbackBedrock.AgentClient(server.Url);
        RetrievalFilter filter = new()
        {
            AndAll =
            [
                new()
                {
                    Equals = new() { Key = "a", Value = 1 },
                },
                new()
                {
                    NotEquals = new() { Key = "b", Value = true },
                },
                new()
                {
                    GreaterThan = new() { Key = "c", Value = 1.5 },
                },
                new()
                {
                    GreaterThanOrEquals = new() { Key = "d", Value = 2 },
                },
                new()
                {
                    LessThan = new() { Key = "e", Value = 3 },
                },
                new()
                {
                    LessThanOrEquals = new() { Key = "f", Value = 4 },
                },
                new()
                {
                    OrAll =
                    [
                        new()
                        {
                            In = new() { Key = "g", Value = new Document(new List<Document> { "x", "y" }) },
                        },
                        new()
                        {
                            NotIn = new() { Key = "h", Value = new Document(new List<Document> { 1, 2 }) },
                        },
                        new()
                        {
                            ListContains = new() { Key = "i", Value = "x" },
                        },
                        new()
                        {
                            StartsWith = new() { Key = "j", Value = "x" },
                        },
                        new()
                        {
                            StringContains = new() { Key = "k", Value = "x" },
                        },
                    ],
                },
            ],
        };

        await client.RetrieveAsync(
            new()
            {
                KnowledgeBaseId = "KB",
                RetrievalQuery = new() { Text = "q" },
                RetrievalConfiguration = new() { VectorSearchConfiguration = new() { Filter = filter } },
            },
            Cancelled
        );

        AssertJson(
            """
            {
              "retrievalConfiguration": { "vectorSearchConfiguration": { "filter": { "andAll": [
                { "equals": { "key": "a", "value": 1 } },
                { "notEquals": { "key": "b", "value": true } },
                { "greaterThan": { "key": "c", "value": 1.5 } },
                { "greaterThanOrEquals": { "key": "d", "value": 2 } },
                { "lessThan": { "key": "e", "value": 3 } },
                { "lessThanOrEquals": { "key": "f", "value": 4 } },
                { "orAll": [
                  { "in": { "key": "g", "value": ["x", "y"] } },
                  { "notIn": { "key": "h", "value": [1, 2] } },
                  { "listContains": { "key": "i", "value": "x" } },
                  { "startsWith": { "key": "j", "value": "x" } },
                  { "stringContains": { "key": "k", "value": "x" } }
                ] }
              ] } } },
              "retrievalQuery": { "text": "q" }
            }
            """,
            Assert.Single(server.Requests).Body
        );
    }

    private static void AssertJson(string expected, string actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), actual);
}

using Amazon.BedrockAgentRuntime;
using Amazon.BedrockAgentRuntime.Model;
using Shared;

namespace Aws.Tests.Bedrock;

public sealed class RetrieveAnswerTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_field_of_a_passage_is_read()
    {
        await using var server = WireServer.Answering(
            200,
            """
            {
              "guardrailAction": "INTERVENED", "nextToken": "more",
              "retrievalResults": [{
                "content": { "text": "passage", "type": "TEXT", "byteContent": "AAEC", "notKnownYet": [] },
                "location": { "type": "S3", "s3Location": { "uri": "s3://bucket/key" } },
                "score": 0.75,
                "metadata": { "s": "é", "i": 7, "l": 5000000000, "d": 1.5, "b": true, "n": null, "a": ["x", 1], "o": { "deep": false } }
              }]
            }
            """
        );
        using var client = LoopbackBedrock.AgentClient(server.Url);

        var response = await client.RetrieveAsync(new() { KnowledgeBaseId = "KB" }, Cancelled);

        Assert.Equal((GuadrailAction.INTERVENED, "more"), (response.GuardrailAction, response.NextToken));
        var result = Assert.Single(response.RetrievalResults!);
        Assert.Equal(
            ("passage", RetrievalResultContentType.TEXT, "AAEC"),
            (result.Content!.Text, result.Content.Type, result.Content.ByteContent)
        );
        Assert.Equal((RetrievalResultLocationType.S3, "s3://bucket/key"), (result.Location!.Type, result.Location.S3Location!.Uri));
        Assert.Equal(0.75, result.Score);
        var metadata = result.Metadata!;
        Assert.Equal(("é", 7, 5000000000L), (metadata["s"].AsString(), metadata["i"].AsInt(), metadata["l"].AsLong()));
        Assert.Equal((1.5, true, true), (metadata["d"].AsDouble(), metadata["b"].AsBool(), metadata["n"].IsNull()));
        Assert.Equal(("x", 1), (metadata["a"].AsList()[0].AsString(), metadata["a"].AsList()[1].AsInt()));
        Assert.False(metadata["o"].AsDictionary()["deep"].AsBool());
    }

    [Theory]
    [InlineData("CONFLUENCE", "confluenceLocation", "url")]
    [InlineData("CUSTOM", "customDocumentLocation", "id")]
    [InlineData("KENDRA", "kendraDocumentLocation", "uri")]
    [InlineData("S3", "s3Location", "uri")]
    [InlineData("SALESFORCE", "salesforceLocation", "url")]
    [InlineData("SHAREPOINT", "sharePointLocation", "url")]
    [InlineData("SQL", "sqlLocation", "query")]
    [InlineData("WEB", "webLocation", "url")]
    public async Task Every_place_is_read(string type, string member, string field)
    {
        await using var server = WireServer.Answering(
            200,
            $$"""{"retrievalResults":[{"location":{"type":"{{type}}","{{member}}":{"{{field}}":"there"} } }]}"""
        );
        using var client = LoopbackBedrock.AgentClient(server.Url);

        var response = await client.RetrieveAsync(new() { KnowledgeBaseId = "KB" }, Cancelled);

        var place = response.RetrievalResults![0].Location!;
        string?[] reported =
        [
            place.ConfluenceLocation?.Url,
            place.CustomDocumentLocation?.Id,
            place.KendraDocumentLocation?.Uri,
            place.S3Location?.Uri,
            place.SalesforceLocation?.Url,
            place.SharePointLocation?.Url,
            place.SqlLocation?.Query,
            place.WebLocation?.Url,
        ];
        Assert.Equal("there", Assert.Single(reported, text => text is not null));
        Assert.Equal(type, place.Type?.Value);
    }

    [Fact]
    public async Task Only_the_content_is_certain()
    {
        await using var server = WireServer.Answering(200, """{"retrievalResults":[{"content":{"text":"passage"}}]}""");
        using var client = LoopbackBedrock.AgentClient(server.Url);

        var response = await client.RetrieveAsync(new() { KnowledgeBaseId = "KB" }, Cancelled);

        var result = Assert.Single(response.RetrievalResults!);
        Assert.Equal(("passage", null, null), (result.Content?.Text, result.Location, result.Score));
        Assert.Equal((null, null), (response.NextToken, response.GuardrailAction));
    }

    [Theory]
    [InlineData(400, "ValidationException", typeof(ValidationException))]
    [InlineData(400, "ServiceQuotaExceededException", typeof(ServiceQuotaExceededException))]
    [InlineData(403, "AccessDeniedException", typeof(AccessDeniedException))]
    [InlineData(404, "ResourceNotFoundException", typeof(ResourceNotFoundException))]
    [InlineData(409, "ConflictException", typeof(ConflictException))]
    [InlineData(424, "DependencyFailedException", typeof(DependencyFailedException))]
    [InlineData(429, "ThrottlingException", typeof(ThrottlingException))]
    [InlineData(500, "InternalServerException", typeof(InternalServerException))]
    [InlineData(502, "BadGatewayException", typeof(BadGatewayException))]
    [InlineData(418, "NotKnownYetException", typeof(AmazonBedrockAgentRuntimeException))]
    public async Task An_error_has_its_own_type(int status, string code, Type type)
    {
        await using var server = WireServer.Answering(
            status,
            """{"message":"why","resourceName":"index"}""",
            $"x-amzn-ErrorType: {code}:http://x/"
        );
        using var client = LoopbackBedrock.AgentClient(server.Url);

        var error = await Assert.ThrowsAnyAsync<AmazonBedrockAgentRuntimeException>(() =>
            client.RetrieveAsync(new() { KnowledgeBaseId = "KB" }, Cancelled)
        );

        Assert.Equal((type, "why", code, status), (error.GetType(), error.Message, error.ErrorCode, (int)error.StatusCode));
        Assert.Equal(
            type == typeof(DependencyFailedException) || type == typeof(BadGatewayException) ? "index" : null,
            (error as DependencyFailedException)?.ResourceName ?? (error as BadGatewayException)?.ResourceName
        );
    }
}

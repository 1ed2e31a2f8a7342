using System.Text.Json.Nodes;

namespace Infra.Tests;

/// <summary>Messages go with the conversation that has expired.</summary>
public sealed class ExpiryTests
{
    [Fact]
    public void DynamoDBs_own_removals_of_conversation_records_reach_the_function_and_nothing_else_does()
    {
        var stack = Synthesis.Of("conversationTtlDays=30", "packaging=native");

        var mapping = stack.Resources("AWS::Lambda::EventSourceMapping").Single().Value["Properties"]!;
        var filter = JsonNode.Parse((string)mapping["FilterCriteria"]!["Filters"]!.AsArray().Single()!["Pattern"]!)!;
        Assert.Equal("{ChatTable.StreamArn}", TemplateText.Of(mapping["EventSourceArn"]));
        Assert.Equal(
            """{"eventName":["REMOVE"],"userIdentity":{"type":["Service"],"principalId":["dynamodb.amazonaws.com"]},"dynamodb":{"Keys":{"sk":{"S":[{"prefix":"CONV#"}]}}}}""",
            filter.ToJsonString()
        );
        Assert.Equal(
            "KEYS_ONLY",
            TemplateText.Of(stack.Resources("AWS::DynamoDB::Table").Single().Value["Properties"]!["StreamSpecification"]!["StreamViewType"])
        );
        Assert.Equal(["CHAT_TABLE", "CHAT_TRUSTED_ROOTS"], stack.Environment("expiry").Keys.Order());
    }

    [Fact]
    public void Without_an_expiry_there_is_no_stream_and_no_function()
    {
        var stack = Synthesis.Of();

        Assert.Empty(stack.Resources("AWS::Lambda::EventSourceMapping"));
        Assert.Null(stack.Resources("AWS::DynamoDB::Table").Single().Value["Properties"]!["StreamSpecification"]);
    }

    [Fact]
    public void A_table_that_is_there_already_brings_its_stream()
    {
        const string Stream = "arn:aws:dynamodb:us-east-1:123456789012:table/chat-restored/stream/2026-11-25T00:00:00.000";

        var mapping = Synthesis
            .Of("tableName=chat-restored", $"tableStreamArn={Stream}", "conversationTtlDays=30")
            .Resources("AWS::Lambda::EventSourceMapping")
            .Single()
            .Value["Properties"]!;

        Assert.Equal(Stream, TemplateText.Of(mapping["EventSourceArn"]));
    }
}

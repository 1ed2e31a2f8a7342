namespace Infra.Tests;

/// <summary>What outlives what: a failed first deployment can be repeated, and nothing else loses data.</summary>
public sealed class RetentionTests
{
    private static readonly string[] _holdingData =
    [
        "AWS::DynamoDB::Table",
        "AWS::Cognito::UserPool",
        "AWS::Cognito::UserPoolDomain",
        "AWS::ApiGateway::ApiKey",
        "AWS::S3::Bucket",
    ];

    public static TheoryData<string> Variants { get; } =
    ["auth=cognito callbackUrls=https://a.example/", "auth=api-key apiKeys=alice,bob", "auth=iam reviewLog=s3"];

    // CloudFormation rolls a failed creation back by deleting what it made. RetainExceptOnCreate lets it; deletion protection
    // would not, and would leave a table or pool behind that is unknown to the next deployment.
    [Theory]
    [MemberData(nameof(Variants))]
    public void A_first_deployment_that_failed_leaves_nothing_behind_and_can_be_repeated(string context)
    {
        var stack = Synthesis.Of(context.Split(' '));

        Assert.All(
            Data(stack),
            resource =>
            {
                Assert.Equal(
                    ("RetainExceptOnCreate", "Retain"),
                    ((string?)resource["DeletionPolicy"], (string?)resource["UpdateReplacePolicy"])
                );
                Assert.NotEqual("true", TemplateText.Of(resource["Properties"]!["DeletionProtectionEnabled"]));
                Assert.NotEqual("ACTIVE", TemplateText.Of(resource["Properties"]!["DeletionProtection"]));
            }
        );
        Assert.NotEqual(true, stack.TerminationProtection);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Without_retainData_everything_goes_with_the_stack(string context) =>
        Assert.All(
            Data(Synthesis.Of([.. context.Split(' '), "retainData=false"])),
            resource => Assert.Equal("Delete", (string?)resource["DeletionPolicy"])
        );

    [Fact]
    public void The_account_setting_for_logs_is_the_only_other_thing_that_stays() =>
        Assert.Equal(
            ["AWS::ApiGateway::Account", "AWS::IAM::Role"],
            Synthesis.Of("retainData=false").Json["Resources"]!
                .AsObject()
                .Where(resource => (string?)resource.Value!["DeletionPolicy"] == "Retain")
                .Select(resource => (string)resource.Value!["Type"]!)
                .Order()
        );

    [Theory]
    [InlineData("terminationProtection=true", true)]
    [InlineData("terminationProtection=false", false)]
    public void The_stack_itself_is_protected_from_the_second_deployment_on_by_a_setting(string context, bool isProtected) =>
        Assert.Equal(isProtected, Synthesis.Of(context).TerminationProtection);

    [Fact]
    public void A_table_and_a_pool_that_are_there_already_are_used_and_not_made()
    {
        var stack = Synthesis.Of("tableName=chat-restored", "userPoolId=us-east-1_AbCdEf123", "packaging=native");

        Assert.Empty(stack.Resources("AWS::DynamoDB::Table"));
        Assert.Empty(stack.Resources("AWS::Cognito::UserPool"));
        Assert.Equal("chat-restored", stack.Environment("messages")["CHAT_TABLE"]);
        Assert.Contains(
            "table/chat-restored",
            string.Concat(stack.Resources("AWS::IAM::Policy").Values.Select(policy => policy.ToJsonString()))
        );
        Assert.Equal(
            "us-east-1_AbCdEf123",
            TemplateText.Of(stack.Resources("AWS::Cognito::UserPoolClient").Single().Value["Properties"]!["UserPoolId"])
        );
    }

    private static IEnumerable<System.Text.Json.Nodes.JsonObject> Data(Synthesis stack) =>
        _holdingData.SelectMany(type => stack.Resources(type).Values);
}

using System.Text.Json.Nodes;
using Infra.Settings;

namespace Infra.Tests;

/// <summary>The bucket for reviewers: who may do what, and what becomes of it.</summary>
public sealed class ReviewTests
{
    private const string Key = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f";

    private static readonly Synthesis _stack = Synthesis.Of("reviewLog=s3", "reviewRate=0.25", "reviewRetentionDays=400");

    [Fact]
    public void By_default_there_is_neither_a_bucket_nor_a_role_nor_a_variable()
    {
        var stack = Synthesis.Of();

        Assert.Empty(stack.Resources("AWS::S3::Bucket"));
        Assert.DoesNotContain("s3:", stack.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(stack.Environment("messages").Keys, name => name.StartsWith("REVIEW_", StringComparison.Ordinal));
    }

    [Fact]
    public void The_bucket_is_closed_encrypted_and_forgets_after_the_retention()
    {
        var bucket = Assert.Single(_stack.Resources("AWS::S3::Bucket")).Value;
        var properties = bucket["Properties"]!;

        Assert.Equal(("RetainExceptOnCreate", "Retain"), ((string?)bucket["DeletionPolicy"], (string?)bucket["UpdateReplacePolicy"]));
        Assert.All(
            (string[])["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"],
            block => Assert.True((bool)properties["PublicAccessBlockConfiguration"]![block]!)
        );
        Assert.Equal("AES256", Algorithm(properties));
        var rule = Assert.Single(properties["LifecycleConfiguration"]!["Rules"]!.AsArray())!;
        Assert.Equal((400, "Enabled"), ((int)rule["ExpirationInDays"]!, (string?)rule["Status"]));
        var denied = Policy(_stack, "AWS::S3::BucketPolicy", "Answers").Where(statement => (string?)statement["Effect"] == "Deny").ToList();
        Assert.Contains(denied, statement => TemplateText.Of(statement["Condition"]!["Bool"]?["aws:SecureTransport"]) == "false");
        Assert.Contains(denied, statement => TemplateText.Of(statement["Condition"]!["NumericLessThan"]?["s3:TlsVersion"]) == "1.2");
    }

    [Theory]
    [InlineData("completions")]
    [InlineData("messages")]
    [InlineData("conversations")]
    public void A_function_that_writes_may_add_objects_and_nothing_else(string function) =>
        Assert.Equal(["s3:PutObject on {ReviewAnswers.Arn}/*"], Actions(_stack, $"{function}RoleDefaultPolicy", "s3:"));

    [Fact]
    public void No_other_function_may_use_the_bucket() =>
        Assert.Equal(
            4,
            _stack.Resources("AWS::IAM::Policy").Values.Count(policy => policy.ToJsonString().Contains("\"s3:", StringComparison.Ordinal))
        );

    [Fact]
    public void The_reviewer_may_list_and_read_and_nothing_else()
    {
        Assert.Equal(
            ["s3:ListBucket on {ReviewAnswers.Arn}", "s3:GetObject on {ReviewAnswers.Arn}/*"],
            Actions(_stack, "ReviewReviewerDefaultPolicy", "")
        );
        var trust = _stack.Resources("AWS::IAM::Role").Single(role => role.Key.EndsWith("Reviewer", StringComparison.Ordinal)).Value;
        var allowed = Assert.Single(trust["Properties"]!["AssumeRolePolicyDocument"]!["Statement"]!.AsArray())!;
        Assert.Equal("arn:{AWS::Partition}:iam::{AWS::AccountId}:root", TemplateText.Of(allowed["Principal"]!["AWS"]));
    }

    [Fact]
    public void A_key_of_the_customers_encrypts_it_and_is_used_through_S3_only()
    {
        var stack = Synthesis.Of("reviewLog=s3", $"kmsKeyArn={Key}");

        Assert.Equal("aws:kms", Algorithm(Assert.Single(stack.Resources("AWS::S3::Bucket")).Value["Properties"]!));
        Assert.Contains($"kms:GenerateDataKey on {Key}", Actions(stack, "messagesRoleDefaultPolicy", "kms:"));
        Assert.Equal([$"kms:Decrypt on {Key}"], Actions(stack, "ReviewReviewerDefaultPolicy", "kms:"));
        var statement = Policy(stack, "AWS::IAM::Policy", "ReviewReviewerDefaultPolicy")
            .Single(statement => TemplateText.Of(statement["Action"]) == "kms:Decrypt");
        Assert.Equal("s3.us-east-1.amazonaws.com", TemplateText.Of(statement["Condition"]!["StringEquals"]!["kms:ViaService"]));
    }

    [Fact]
    public void The_functions_know_the_bucket_and_the_rate()
    {
        var environment = _stack.Environment("messages");

        Assert.Equal(("s3://{ReviewAnswers}", "0.25"), (environment["REVIEW_LOG"], environment["REVIEW_RATE"]));
        Assert.Contains("ReviewerRole", _stack.Json["Outputs"]!.AsObject().Select(output => output.Key));
    }

    [Theory]
    [InlineData("reviewLog", "yes")]
    [InlineData("reviewRate", "0.5")]
    [InlineData("reviewRetentionDays", "7")]
    [InlineData("otlpEndpoint", "localhost")]
    public void A_wrong_value_or_one_without_the_log_is_refused_by_its_key(string key, string value) =>
        Assert.Contains(
            key,
            Assert
                .Throws<InvalidContextException>(() =>
                    DeploymentSettings.Bind(new Dictionary<string, string> { [key] = value }, "us-east-1")
                )
                .Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("https://xray.us-east-1.amazonaws.com", true)]
    [InlineData("http://localhost:4318", true)]
    [InlineData("https://otlp.example.com", false)]
    public void A_receiver_of_traces_outside_of_AWS_needs_the_systems_authorities(string endpoint, bool trustsAmazonOnly)
    {
        var environment = Synthesis.Of($"otlpEndpoint={endpoint}").Environment("messages");

        Assert.Equal(endpoint, environment["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        Assert.Equal(trustsAmazonOnly, environment.ContainsKey("CHAT_TRUSTED_ROOTS"));
    }

    private static string? Algorithm(JsonNode bucket) =>
        (string?)bucket["BucketEncryption"]!["ServerSideEncryptionConfiguration"]![0]!["ServerSideEncryptionByDefault"]!["SSEAlgorithm"];

    private static IEnumerable<JsonNode> Policy(Synthesis stack, string type, string name) =>
        stack.Resources(type).Single(policy => policy.Key.Contains(name, StringComparison.Ordinal)).Value["Properties"]!["PolicyDocument"]![
            "Statement"
        ]!
            .AsArray()
            .Select(statement => statement!);

    private static IEnumerable<string> Actions(Synthesis stack, string policy, string service) =>
        Policy(stack, "AWS::IAM::Policy", policy)
            .Select(statement => $"{TemplateText.Of(statement["Action"])} on {TemplateText.Of(statement["Resource"])}")
            .Where(statement => statement.StartsWith(service, StringComparison.Ordinal));
}

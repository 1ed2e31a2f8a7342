using System.Text.Json.Nodes;
using Infra.Settings;
using Infra.Web;

namespace Infra.Tests;

/// <summary>The hosted chat page: private files, strict headers, and an API and a sign-in that know it.</summary>
public sealed class ChatPageTests
{
    private const string Page = "https://{ChatPageDistribution.DomainName}";
    private const string Api = "https://{ChatApiRest}.execute-api.us-east-1.{AWS::URLSuffix}";
    private const string SignIn = "https://{AuthenticationSignInDomain}.auth.us-east-1.amazoncognito.com";

    private static string Folder => Path.Combine(Infra.Packaging.Repository.Root, "src", "Web");

    [Fact]
    public void Without_the_setting_there_is_no_page() => Assert.Empty(Synthesis.Of().Resources("AWS::CloudFront::Distribution"));

    [Fact]
    public void Its_files_are_read_by_its_distribution_alone()
    {
        var stack = Synthesis.Of("webPage=true");

        var bucket = Only(stack, "AWS::S3::Bucket");
        Assert.Equal(["true"], bucket["PublicAccessBlockConfiguration"]!.AsObject().Select(block => Text(block.Value)).Distinct());
        Assert.Equal("sigv4", Text(Only(stack, "AWS::CloudFront::OriginAccessControl")["OriginAccessControlConfig"]!["SigningProtocol"]));
        var reader = Only(stack, "AWS::S3::BucketPolicy")["PolicyDocument"]!["Statement"]!
            .AsArray()
            .Single(statement => Text(statement!["Action"]) == "s3:GetObject")!;
        Assert.Equal("cloudfront.amazonaws.com", Text(reader["Principal"]!["Service"]));
        Assert.Contains("distribution/{ChatPageDistribution}", Text(reader["Condition"]!["StringEquals"]!["AWS:SourceArn"]));
        Assert.Equal("redirect-to-https", Text(Distribution(stack)["DefaultCacheBehavior"]!["ViewerProtocolPolicy"]));
    }

    [Theory]
    [InlineData(Api, "webPage=true")]
    [InlineData(
        "https://chat.example.com",
        "webPage=true",
        "domainName=chat.example.com",
        "certificateArn=arn:aws:acm:us-east-1:123456789012:certificate/abc"
    )]
    public void Its_policy_lets_it_call_its_API_and_its_sign_in_and_nothing_else(string api, params string[] context)
    {
        var headers = Only(Synthesis.Of(context), "AWS::CloudFront::ResponseHeadersPolicy")["ResponseHeadersPolicyConfig"]![
            "SecurityHeadersConfig"
        ]!;

        Assert.Equal(ContentSecurityPolicy.Of(Folder, api, SignIn), Text(headers["ContentSecurityPolicy"]!["ContentSecurityPolicy"]));
        Assert.Contains($"connect-src 'self' {api} {SignIn};", Text(headers["ContentSecurityPolicy"]!["ContentSecurityPolicy"]));
        Assert.DoesNotContain("unsafe", Text(headers["ContentSecurityPolicy"]!["ContentSecurityPolicy"]));
        Assert.Equal(
            ("DENY", "no-referrer"),
            (Text(headers["FrameOptions"]!["FrameOption"]), Text(headers["ReferrerPolicy"]!["ReferrerPolicy"]))
        );
        Assert.Equal("31536000", Text(headers["StrictTransportSecurity"]!["AccessControlMaxAgeSec"]));
    }

    [Fact]
    public void The_API_lets_it_in_and_the_sign_in_leads_back_to_it()
    {
        var stack = Synthesis.Of("webPage=true", "allowedOrigins=https://a.example");

        Assert.Equal($"https://a.example,{Page}", stack.Environment("messages")["ALLOWED_ORIGINS"]);
        var client = Only(stack, "AWS::Cognito::UserPoolClient");
        Assert.Equal((Page + "/", Page + "/"), (Text(client["CallbackURLs"]), Text(client["LogoutURLs"])));
        Assert.Equal("code", Text(client["AllowedOAuthFlows"]));
        Assert.Equal(Page + "/", Text(stack.Json["Outputs"]!["PageUrl"]!["Value"]));
    }

    [Fact]
    public void Its_configuration_is_uploaded_with_it_and_a_new_version_is_there_at_once()
    {
        var upload = Only(Synthesis.Of("webPage=true"), "Custom::CDKBucketDeployment");

        var values = upload["SourceMarkers"]!
            .AsArray()
            .SelectMany(source => source!.AsObject())
            .Select(marker => Text(marker.Value))
            .ToList();
        Assert.Contains("AuthenticationSignInDomain", string.Concat(values));
        Assert.Contains("ChatApiRest", string.Concat(values));
        Assert.Equal("no-cache", Text(upload["SystemMetadata"]!["cache-control"]));
        Assert.Equal("{ChatPageDistribution}", Text(upload["DistributionId"]));
    }

    [Theory]
    [InlineData("auth=iam", "it goes with auth=cognito")]
    [InlineData("auth=api-key", "it goes with auth=cognito")]
    [InlineData("userPoolId=us-east-1_AbCdEf123", "of a pool that the stack makes")]
    public void It_needs_Cognitos_sign_in_page(string context, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidContextException>(() => Synthesis.Of("webPage=true", context)).Message);

    private static JsonNode Distribution(Synthesis stack) => Only(stack, "AWS::CloudFront::Distribution")["DistributionConfig"]!;

    private static JsonNode Only(Synthesis stack, string type) => stack.Resources(type).Single().Value["Properties"]!;

    private static string Text(JsonNode? value) => TemplateText.Of(value);
}

using System.Text.Json.Nodes;

namespace Infra.Tests;

/// <summary>What platform teams demand, each by one setting.</summary>
public sealed class PlatformTests
{
    private const string Certificate = "certificateArn=arn:aws:acm:us-east-1:123456789012:certificate/abc";
    private const string KeyArn = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f";
    private const string WebAcl = "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/corporate/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f";

    [Fact]
    public void A_domain_keeps_the_stage_in_its_paths_so_that_Location_and_OpenAPIs_server_hold_behind_it()
    {
        var stack = Synthesis.Of("domainName=chat.example.com", Certificate, "hostedZoneId=Z0123456789ABC");

        var name = Only(stack, "AWS::ApiGateway::DomainName");
        var mapping = Only(stack, "AWS::ApiGateway::BasePathMapping");
        Assert.Equal(
            ("chat.example.com", "REGIONAL", "TLS_1_2"),
            (Text(name["DomainName"]), Text(name["EndpointConfiguration"]!["Types"]), Text(name["SecurityPolicy"]))
        );
        Assert.Equal(("v1", "{ChatApiDomainName}"), (Text(mapping["BasePath"]), Text(mapping["DomainName"])));
        Assert.Equal("https://chat.example.com/v1/", Output(stack, "ApiUrl"));
        Assert.StartsWith("curl -s https://chat.example.com/v1/chat/completions", Output(stack, "Curl"));
        Assert.Equal(
            ["A", "AAAA"],
            stack.Resources("AWS::Route53::RecordSet").Values.Select(record => Text(record["Properties"]!["Type"])).Order()
        );
        Assert.Equal(Chat.Http.ApiRoute.Stage, Text(mapping["BasePath"]));
    }

    [Theory]
    [InlineData("https://chat.example.com/v1/")]
    [InlineData("https://abcdefghij.execute-api.us-east-1.amazonaws.com/v1/")]
    public void The_server_of_the_APIs_description_is_the_API_under_whatever_name_the_description_is_read_from(string api)
    {
        using var description = typeof(Chat.Http.ApiRoute).Assembly.GetManifestResourceStream("openapi.json")!;

        var server = JsonNode.Parse(description)!["servers"]![0]!["url"]!.GetValue<string>();

        Assert.Equal(api, new Uri(new Uri($"{api}openapi.json"), server) + "/");
    }

    [Fact]
    public void Another_DNS_gets_the_target_of_its_record_as_an_output()
    {
        var stack = Synthesis.Of("domainName=chat.example.com", Certificate);

        Assert.Empty(stack.Resources("AWS::Route53::RecordSet"));
        Assert.Equal("{ChatApiDomainName.RegionalDomainName}", Output(stack, "DomainTarget"));
    }

    [Fact]
    public void The_managed_firewall_limits_each_address_and_counts_what_would_refuse_a_question_for_its_words()
    {
        var stack = Synthesis.Of("waf=managed", "wafRate=500");

        var rules = Only(stack, "AWS::WAFv2::WebACL")["Rules"]!.AsArray();
        var counted = rules
            .SelectMany(rule => rule!["Statement"]!["ManagedRuleGroupStatement"]?["RuleActionOverrides"]?.AsArray() ?? [])
            .ToList();
        Assert.Equal(
            ["Rate", "AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"],
            rules.Select(rule => Text(rule!["Name"]))
        );
        Assert.Equal(
            ("500", "IP"),
            (
                Text(rules[0]!["Statement"]!["RateBasedStatement"]!["Limit"]),
                Text(rules[0]!["Statement"]!["RateBasedStatement"]!["AggregateKeyType"])
            )
        );
        Assert.Contains("SizeRestrictions_BODY", counted.Select(rule => Text(rule!["Name"])));
        Assert.All(counted, rule => Assert.EndsWith("_BODY", Text(rule!["Name"])));
        Assert.Equal("{ChatApiFirewall.Arn}", Text(Only(stack, "AWS::WAFv2::WebACLAssociation")["WebACLArn"]));
        Assert.DoesNotContain("\"SampledRequestsEnabled\": true", stack.Text);
    }

    [Fact]
    public void A_firewall_of_the_companys_own_is_put_before_the_stage()
    {
        var stack = Synthesis.Of($"webAclArn={WebAcl}");

        Assert.Empty(stack.Resources("AWS::WAFv2::WebACL"));
        Assert.Equal(WebAcl, Text(Only(stack, "AWS::WAFv2::WebACLAssociation")["WebACLArn"]));
        Assert.Empty(Synthesis.Of().Resources("AWS::WAFv2::WebACLAssociation"));
    }

    [Fact]
    public void A_key_of_the_customers_encrypts_table_logs_and_topics_and_functions_may_use_it_through_DynamoDB_only()
    {
        var stack = Synthesis.Of($"kmsKeyArn={KeyArn}");

        Assert.Equal(
            ("KMS", KeyArn),
            (
                Text(Only(stack, "AWS::DynamoDB::Table")["SSESpecification"]!["SSEType"]),
                Text(Only(stack, "AWS::DynamoDB::Table")["SSESpecification"]!["KMSMasterKeyId"])
            )
        );
        Assert.All(stack.Resources("AWS::Logs::LogGroup").Values, logs => Assert.Equal(KeyArn, Text(logs["Properties"]!["KmsKeyId"])));
        Assert.All(stack.Resources("AWS::SNS::Topic").Values, topic => Assert.Equal(KeyArn, Text(topic["Properties"]!["KmsMasterKeyId"])));
        var statements = stack
            .Resources("AWS::IAM::Policy")
            .Values.SelectMany(policy => policy["Properties"]!["PolicyDocument"]!["Statement"]!.AsArray())
            .Where(statement => Text(statement!["Resource"]) == KeyArn)
            .ToList();
        Assert.Equal(4, statements.Count);
        Assert.All(
            statements,
            statement => Assert.Equal("dynamodb.us-east-1.amazonaws.com", Text(statement!["Condition"]!["StringEquals"]!["kms:ViaService"]))
        );
        Assert.DoesNotContain("kms:", Synthesis.Of().Text);
    }

    [Fact]
    public void The_account_wide_role_for_API_Gateways_logs_can_be_switched_off()
    {
        var stack = Synthesis.Of("cloudWatchRole=false");

        Assert.Empty(stack.Resources("AWS::ApiGateway::Account"));
        Assert.Single(Synthesis.Of().Resources("AWS::ApiGateway::Account"));
    }

    [Fact]
    public void Tags_for_the_bill_are_the_stacks_which_CloudFormation_gives_to_every_resource() =>
        Assert.Equal(
            ["application=serverless-llama-chat", "cost-center=42", "stage=prod", "team=chat"],
            Synthesis.Of("tags=team=chat,cost-center=42").Tags.Select(tag => $"{tag.Key}={tag.Value}").Order()
        );

    [Fact]
    public void Permissions_boundary_and_bootstrap_qualifier_of_the_CDK_hold()
    {
        var stack = Synthesis.Of(
            "@aws-cdk/core:permissionsBoundary={\"name\":\"team-boundary\"}",
            "@aws-cdk/core:bootstrapQualifier=team42"
        );

        Assert.All(
            stack.Resources("AWS::IAM::Role").Values,
            role => Assert.EndsWith("policy/team-boundary", Text(role["Properties"]!["PermissionsBoundary"]))
        );
        Assert.Contains("/cdk-bootstrap/team42/version", stack.Text);
    }

    [Theory]
    [InlineData("us-west-2", "us-west-2", false)]
    [InlineData("us-east-1", "us-east-1", false)]
    [InlineData("eu-central-1", "us-east-1", true)]
    public void A_stack_calls_the_model_in_its_own_region_first(string region, string first, bool isWarned)
    {
        var stack = Synthesis.In(region, "packaging=native");

        Assert.StartsWith(first, stack.Environment("messages")["MODEL_REGIONS"]);
        Assert.Equal(isWarned, stack.Warnings.Any(warning => warning.Contains(region)));
    }

    [Fact]
    public void Another_preferred_region_than_the_stacks_is_warned_of() =>
        Assert.Contains(Synthesis.Of("modelRegions=us-west-2,us-east-1").Warnings, warning => warning.Contains("in us-west-2 first"));

    private static JsonNode Only(Synthesis stack, string type) => stack.Resources(type).Single().Value["Properties"]!;

    private static string Text(JsonNode? value) => TemplateText.Of(value);

    private static string Output(Synthesis stack, string name) => TemplateText.Of(stack.Json["Outputs"]![name]!["Value"]);
}

using System.Runtime.InteropServices;
using Infra.Packaging;
using Infra.Settings;

namespace Infra.Tests;

/// <summary>Every context value: what it may be, and what is said of what it may not be.</summary>
public sealed class ContextTests
{
    public static TheoryData<string> Valid { get; } =
    [
        "stage=dev",
        "stage=a-2",
        "modelId=meta.llama2-13b-chat-v1",
        "modelArn=arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghijkl",
        "modelArn=arn:aws:bedrock:eu-west-1:123456789012:imported-model/abcdef012345",
        "modelArn=arn:aws:bedrock:us-east-2:123456789012:inference-profile/us.meta.llama3-3-70b-instruct-v1:0",
        "modelArn=arn:aws:bedrock:us-east-2:123456789012:application-inference-profile/abcdef012345",
        "models=meta.llama2-13b-chat-v1,us.meta.llama4-scout-17b-instruct-v1:0",
        "baseModelId=meta.llama3-8b-instruct-v1:0",
        "modelRegions=us-west-2",
        "modelRegions=us-west-2, us-east-1",
        "otlpEndpoint=http://localhost:4318",
        "otlpEndpoint=https://xray.us-east-1.amazonaws.com",
        "contextWindow=2",
        "contextWindow=1000000",
        "systemPrompt=Be brief.",
        "inputPricePer1k=0",
        "outputPricePer1k=0.00075",
        "knowledgeBaseId=KB12345678",
        "knowledgeBaseId=a",
        "guardrail=none",
        "guardrail=managed",
        "guardrail=abc123:1",
        "guardrail=abc123:DRAFT",
        "guardrail=arn:aws:bedrock:us-east-1:123456789012:guardrail/abc123:12",
        "dailyBudgetUsd=0.01",
        "dailyBudgetUsd=1000000",
        "modelAliases=gpt-4o,house-model",
        "compatibility=strict",
        "compatibility=lenient",
        "concurrencyLimit=1",
        "monthlyBudgetUsd=20",
        "ownerLimits=false",
        "admins=operators,admin",
        "concurrencyLimit=1000",
        "auth=cognito",
        "auth=iam",
        "auth=api-key",
        "domainName=",
        "waf=none",
        "waf=managed",
        "webAclArn=arn:aws:wafv2:us-east-1:123456789012:regional/webacl/corporate/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f",
        "cloudWatchRole=true",
        "cloudWatchRole=false",
        "terminationProtection=true",
        "terminationProtection=false",
        "allowDataLoss=true",
        "tableName=chat-restored",
        "kmsKeyArn=arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f",
        "tags=team=chat,cost-center=42",
        "userPoolId=us-east-1_AbCdEf123",
        "callbackUrls=https://chat.example.com/,http://localhost:5173/",
        "signUpDomains=example.com,example.org",
        "ticketEmail=team@example.com",
        "spendAlarmUsd=25",
        "allowedOrigins=*",
        "allowedOrigins=http://localhost:3000,https://a.example",
        "throttleRate=1",
        "throttleBurst=5000",
        "retainData=true",
        "retainData=false",
        "conversationTtlDays=1",
        "conversationTtlDays=36500",
        "webPage=false",
        "webPage=true",
        "packaging=native",
        "packaging=managed",
        "architecture=x86_64",
        "architecture=arm64",
        "memory=128",
        "memory=10240",
        "reservedConcurrency=1",
        "logRetentionDays=1",
        "logRetentionDays=3653",
        "logLevel=warn",
        "alarmEmail=ops@example.com",
        "monitoring=true",
        "monitoring=false",
    ];

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_value_that_can_be_is_taken(string context) => Bind(context);

    public static TheoryData<string> ValidTogether { get; } =
    [
        "auth=api-key apiKeys=alice,alice:2 apiKeyDailyQuota=1 apiKeyRate=1 apiKeyBurst=1",
        "knowledgeBaseId=KB12345678 retrievalRequired=true",
        "webPage=true signInDomain=acme-chat",
        "domainName=chat.example.com certificateArn=arn:aws:acm:us-east-1:123456789012:certificate/abc hostedZoneId=Z0123456789ABC",
        "waf=managed wafRate=10",
        "reviewLog=s3 reviewRate=0 reviewRetentionDays=1",
        "reviewLog=s3 reviewRate=1 reviewRetentionDays=3653",
        "tableName=chat tableStreamArn=arn:aws:dynamodb:us-east-1:123456789012:table/chat/stream/2026-11-25T00:00:00.000 conversationTtlDays=30",
        "callbackUrls=https://a.example/ logoutUrls=https://a.example/bye signInDomain=acme-chat identityProvider=oidc:https://idp.example.com/tenant "
            + "identityProviderClientId=chat identityProviderSecretArn=arn:aws:secretsmanager:us-east-1:123456789012:secret:idp-AbCdEf",
    ];

    [Theory]
    [MemberData(nameof(ValidTogether))]
    public void Values_that_belong_together_are_taken(string context) => Bind(context.Split(' '));

    [Theory]
    [InlineData("stage=Prod", "a-z")]
    [InlineData("stage=-x", "a letter first")]
    [InlineData("stage=a23456789012345678901", "up to 20")]
    [InlineData("modelId=meta.llama3", "meta.llama2-13b-chat-v1")]
    [InlineData("modelId=arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghijkl", "modelArn")]
    [InlineData("modelArn=meta.llama2-13b-chat-v1", "provisioned-model/ID")]
    [InlineData("modelArn=arn:aws:bedrock:us-east-1:123456789012:provisioned-model/short", "12 of a-z and 0-9")]
    [InlineData("modelArn=arn:aws:bedrock:us-east-1::foundation-model/meta.llama2-13b-chat-v1", "imported-model/ID")]
    [InlineData("modelRegions=eu-central-1", "us-east-1, us-west-2")]
    [InlineData("modelRegions=us-east-1,", "us-east-1, us-west-2")]
    [InlineData("modelId=eu.meta.llama3-3-70b-instruct-v1:0", "us.meta.llama3-3-70b-instruct-v1:0")]
    [InlineData("models=meta.llama3-8b-instruct-v1:0,gpt-4o", "meta.llama2-13b-chat-v1")]
    [InlineData("models=meta.llama3-8b-instruct-v1:0,meta.llama3-8b-instruct-v1:0", "each model once")]
    [InlineData("compatibility=loose", "strict or lenient")]
    [InlineData("modelAliases=gpt-4o,", "names that no other model")]
    [InlineData("baseModelId=llama", "meta.llama2-13b-chat-v1")]
    [InlineData("contextWindow=1", "2 to 1000000")]
    [InlineData("contextWindow=4096.5", "whole number")]
    [InlineData("inputPricePer1k=0,5", "0 to 1000")]
    [InlineData("outputPricePer1k=-1", "0 to 1000")]
    [InlineData("knowledgeBaseId=KB123456789", "up to 10 letters and digits")]
    [InlineData("knowledgeBaseId=KB-1", "up to 10 letters and digits")]
    [InlineData("retrievalRequired=true", "knowledgeBaseId is not set")]
    [InlineData("retrievalRequired=yes", "true or false")]
    [InlineData("guardrail=abc123", "ID:VERSION")]
    [InlineData("guardrail=abc123:0", "DRAFT")]
    [InlineData("guardrail=arn:aws:bedrock:us-east-1:123456789012:guardrail/abc123", "ID:VERSION")]
    [InlineData("guardrail=arn:aws:bedrock:eu-west-1:123456789012:guardrail/abc123:1", "it is in eu-west-1")]
    [InlineData("dailyBudgetUsd=0", "0.01 to 1000000")]
    [InlineData("dailyBudgetUsd=five", "0.01 to 1000000")]
    [InlineData("monthlyBudgetUsd=0", "0.01")]
    [InlineData("ownerLimits=maybe", "true or false")]
    [InlineData("admins=two words", "groups")]
    [InlineData("concurrencyLimit=0", "1 to 1000")]
    [InlineData("concurrencyLimit=1001", "1 to 1000")]
    [InlineData("auth=none", "cognito or iam or api-key")]
    [InlineData("apiKeys=alice", "goes with auth=api-key")]
    [InlineData("apiKeyDailyQuota=5", "goes with auth=api-key")]
    [InlineData("allowedOrigins=a.example", "https://chat.example.com")]
    [InlineData("allowedOrigins=https://a.example/", "https://chat.example.com")]
    [InlineData("allowedOrigins=*,https://a.example", "* is every origin")]
    [InlineData("systemPrompt=Use ${Token[TOKEN.7]}", "plain text")]
    [InlineData("systemPrompt={{resolve:secretsmanager:prod}}", "plain text")]
    [InlineData("domainName=chat", "host name")]
    [InlineData("domainName=Chat.example.com", "lower case")]
    [InlineData("certificateArn=arn:aws:acm:us-east-1:123456789012:certificate/abc", "goes with domainName")]
    [InlineData("hostedZoneId=Z0123456789", "goes with domainName")]
    [InlineData("waf=on", "none or managed")]
    [InlineData("wafRate=500", "goes with waf=managed")]
    [InlineData("webAclArn=corporate", "regional/webacl/NAME/ID")]
    [InlineData(
        "webAclArn=arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/corporate/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f",
        "the stack's region, us-east-1"
    )]
    [InlineData("cloudWatchRole=no", "true or false")]
    [InlineData("terminationProtection=yes", "true or false")]
    [InlineData("allowDataLoss=1", "true or false")]
    [InlineData("tableName=a", "3 to 255 letters")]
    [InlineData(
        "tableStreamArn=arn:aws:dynamodb:us-east-1:123456789012:table/chat/stream/2026-11-25T00:00:00.000",
        "of the table that tableName names"
    )]
    [InlineData("kmsKeyArn=alias/chat", "key/ID")]
    [InlineData("tags=team", "KEY=VALUE")]
    [InlineData("tags=aws:team=chat", "without aws:")]
    [InlineData("tags=team=a,team=b", "team is there twice")]
    [InlineData("userPoolId=AbCdEf123", "REGION_ID")]
    [InlineData("callbackUrls=http://chat.example.com/", "https://")]
    [InlineData("logoutUrls=https://a.example/", "goes with callbackUrls")]
    [InlineData("signInDomain=chat", "goes with callbackUrls")]
    [InlineData("signUpDomains=@example.com", "domains of e-mail")]
    [InlineData("identityProvider=okta", "saml:https://")]
    [InlineData("identityProvider=saml:https://idp.example.com/metadata", "goes with callbackUrls")]
    [InlineData("identityProviderClientId=chat", "goes with identityProvider=oidc")]
    [InlineData("ticketEmail=team", "e-mail address")]
    [InlineData("spendAlarmUsd=0", "0.01 to 1000000")]
    [InlineData("throttleRate=0", "1 to 10000")]
    [InlineData("throttleBurst=5001", "1 to 5000")]
    [InlineData("retainData=no", "true or false")]
    [InlineData("conversationTtlDays=0", "1 to 36500")]
    [InlineData("webPage=yes", "true or false")]
    [InlineData("packaging=docker", "native or managed")]
    [InlineData("architecture=amd64", "x86_64 or arm64")]
    [InlineData("memory=127", "128 to 10240")]
    [InlineData("reservedConcurrency=0", "1 to 1000")]
    [InlineData("logLevel=loud", "trace")]
    [InlineData("logRetentionDays=31", "14, 30, 60")]
    [InlineData("alarmEmail=ops", "e-mail address")]
    [InlineData("monitoring=off", "true or false")]
    public void A_value_that_cannot_be_is_refused_by_name_with_what_it_may_be(string context, string expected)
    {
        var refused = Assert.Throws<InvalidContextException>(() => Bind(context));

        var (key, value) = (context.Split('=', 2)[0], context.Split('=', 2)[1]);
        Assert.StartsWith($"Context value {key} is \"{value}\": ", refused.Message);
        Assert.Contains(expected, refused.Message);
    }

    [Theory]
    [InlineData("apiKeys=alice,alice", "alice and alice differ in no letter or digit")]
    [InlineData("apiKeys=alice,Alice", "alice and Alice differ")]
    [InlineData("apiKeys=a-b,ab", "a-b and ab differ")]
    [InlineData("apiKeys=alice:2,alice2", "alice:2 and alice2 differ")]
    [InlineData("apiKeys=alice,,bob", "OWNER or OWNER:LABEL")]
    [InlineData("apiKeys=alice:", "OWNER or OWNER:LABEL")]
    [InlineData("apiKeys=alice:2:3", "OWNER or OWNER:LABEL")]
    [InlineData("apiKeys=alice=bob", "OWNER or OWNER:LABEL")]
    [InlineData("apiKeys=1", "one a letter")]
    [InlineData("apiKeyDailyQuota=0", "1 to 100000000")]
    [InlineData("apiKeyRate=0", "1 to 10000")]
    [InlineData("apiKeyBurst=0", "1 to 5000")]
    public void A_key_or_its_limit_that_cannot_be_is_refused(string context, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidContextException>(() => Bind("auth=api-key", context)).Message);

    [Fact]
    public void There_are_as_many_keys_as_the_functions_environment_can_name()
    {
        static string Keys(int count) => $"apiKeys={string.Join(',', Enumerable.Range(1, count).Select(i => $"k{i}"))}";

        Bind("auth=api-key", Keys(40));

        Assert.Contains("expected up to 40 keys", Assert.Throws<InvalidContextException>(() => Bind("auth=api-key", Keys(41))).Message);
    }

    [Fact]
    public void Keys_have_names_and_limits_of_their_own()
    {
        var keys = Assert.IsType<AuthenticationSettings.ApiKey>(
            Bind("auth=api-key", "apiKeys=alice, alice:2027-01, bob", "apiKeyRate=7").Authentication
        );

        Assert.Equal(["alice", "alice:2027-01", "bob"], keys.Keys.Select(key => key.Text));
        Assert.Equal(["alice", "alice", "bob"], keys.Keys.Select(key => key.Owner));
        Assert.Equal((1000, 7, 10), (keys.DailyQuota, keys.Rate, keys.Burst));
    }

    [Fact]
    public void A_system_prompt_has_to_fit_the_functions_environment()
    {
        Bind($"systemPrompt={new string('é', 1250)}");

        Assert.Contains("2500 bytes", Assert.Throws<InvalidContextException>(() => Bind($"systemPrompt={new string('é', 1251)}")).Message);
    }

    [Theory]
    [InlineData("gardrail=managed", "guardrail")]
    [InlineData("modelregions=us-east-1", "modelRegions")]
    [InlineData("dailyBudgetUSD=5", "dailyBudgetUsd")]
    [InlineData("alarmMail=a@b.example", "alarmEmail")]
    public void A_typing_error_is_refused_with_the_nearest_key(string context, string nearest) =>
        Assert.EndsWith($"the nearest is {nearest}.", Assert.Throws<InvalidContextException>(() => Bind(context)).Message);

    [Theory]
    [InlineData("@aws-cdk/core:newStyleStackSynthesis=true")]
    [InlineData("aws:cdk:bundling-stacks=**")]
    [InlineData("availability-zones:account=123456789012:region=us-east-1")]
    [InlineData("cli-telemetry=false")]
    public void Keys_of_the_CDK_itself_are_let_be(string context) => Bind(context);

    [Fact]
    public void An_empty_value_is_not_set() =>
        Assert.Equal(("prod", false), (Bind("stage=", "retrievalRequired=").Stage, Bind("retrievalRequired=").RetrievalRequired));

    [Theory]
    [InlineData(
        "modelId=meta.llama2-13b-chat-v1",
        "modelArn=arn:aws:bedrock:us-east-1:123456789012:imported-model/abcdef012345",
        "give one of them"
    )]
    [InlineData("models=meta.llama2-13b-chat-v1", "modelId=meta.llama2-13b-chat-v1", "give one of them")]
    [InlineData("models=meta.llama3-8b-instruct-v1:0,us.meta.llama4-scout-17b-instruct-v1:0", "contextWindow=4096", "models has several")]
    [InlineData(
        "models=meta.llama3-8b-instruct-v1:0,us.meta.llama4-scout-17b-instruct-v1:0",
        "modelRegions=us-west-1",
        "none of them has meta.llama3-8b-instruct-v1:0"
    )]
    [InlineData(
        "modelRegions=us-east-1",
        "modelArn=arn:aws:bedrock:us-west-2:123456789012:imported-model/abcdef012345",
        "which are us-west-2"
    )]
    [InlineData("modelRegions=us-east-1,us-west-2", "guardrail=managed", "expected us-east-1 alone")]
    [InlineData("modelRegions=us-west-2", "guardrail=managed", "it is in us-east-1")]
    [InlineData("alarmEmail=a@b.example", "monitoring=false", "there are no alarms")]
    [InlineData("ticketEmail=a@b.example", "monitoring=false", "there are no alarms")]
    [InlineData("spendAlarmUsd=5", "monitoring=false", "there are no alarms")]
    [InlineData("domainName=chat.example.com", "waf=none", "certificateArn is not set")]
    [InlineData("domainName=chat.example.com", "certificateArn=chat", "arn:aws:acm:REGION")]
    [InlineData(
        "domainName=chat.example.com",
        "certificateArn=arn:aws:acm:eu-west-1:123456789012:certificate/abc",
        "the stack's region, us-east-1"
    )]
    [InlineData(
        "webAclArn=arn:aws:wafv2:us-east-1:123456789012:regional/webacl/corporate/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f",
        "waf=managed",
        "an API has one firewall"
    )]
    [InlineData("wafRate=9", "waf=managed", "10 to 2000000000")]
    [InlineData("tableName=chat", "conversationTtlDays=30", "tableStreamArn has to name")]
    [InlineData(
        "tableName=other",
        "tableStreamArn=arn:aws:dynamodb:us-east-1:123456789012:table/chat/stream/2026-11-25T00:00:00.000",
        "of the table that tableName names"
    )]
    [InlineData("userPoolId=us-east-1_AbCdEf123", "auth=iam", "goes with auth=cognito")]
    [InlineData("callbackUrls=https://a.example/", "auth=api-key", "goes with auth=cognito")]
    [InlineData("userPoolId=us-east-1_AbCdEf123", "signUpDomains=example.com", "only for a pool that the stack makes")]
    [InlineData("callbackUrls=https://a.example/", "signInDomain=my-cognito", "without aws, amazon or cognito")]
    [InlineData("callbackUrls=https://a.example/", "identityProvider=oidc:https://idp.example.com", "identityProviderClientId is not set")]
    public void Values_that_do_not_go_together_are_refused(string one, string other, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidContextException>(() => Bind(one, other)).Message);

    [Fact]
    public void A_guardrail_leaves_the_model_its_own_region()
    {
        Assert.Equal(["us-west-2"], Bind("guardrail=arn:aws:bedrock:us-west-2:123456789012:guardrail/abc123:1").Model.Regions);
        Assert.Equal(["us-east-1"], Bind("guardrail=managed").Model.Regions);
        Assert.Equal(["us-east-1", "us-west-2"], Bind("guardrail=none").Model.Regions);
    }

    [Fact]
    public void A_guardrail_of_the_stacks_region_needs_that_region_to_be_known() =>
        Assert.Contains(
            "AWS_REGION",
            Assert.Throws<InvalidContextException>(() => DeploymentSettings.Bind(Values("guardrail=managed"), region: null)).Message
        );

    [Fact]
    public void Every_model_of_the_catalog_can_be_chosen() =>
        Assert.All(
            Llama.LlamaModel.Catalog,
            model => Assert.Equal(Llama.ModelReference.Parse(model.Id).DefaultRegions, Bind($"modelId={model.Id}").Model.Regions)
        );

    [Fact]
    public void A_native_executable_is_for_the_machine_that_builds_it_and_a_managed_one_for_the_cheaper_processor()
    {
        var machine = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? Architecture.Arm64 : Architecture.X64;

        Assert.Equal(machine, Bind().Packaging.Architecture);
        Assert.Equal(Architecture.Arm64, Bind("packaging=managed").Packaging.Architecture);
    }

    [Fact]
    public void The_documentation_explains_every_context_value_and_the_tests_try_each()
    {
        var documentation = File.ReadAllText(Path.Combine(Repository.Root, "docs", "deploy", "settings.md"));
        var tried = Valid.Select(row => row.Data.Split('=')[0]).ToList();

        Assert.All(ContextKeys.All, key => Assert.Matches($"(?m)^\\| .*`{key}`.* \\|", documentation));
        var together = ValidTogether.SelectMany(row => row.Data.Split(' ')).Select(value => value.Split('=')[0]);
        Assert.Empty(ContextKeys.All.Except(tried).Except(together));
    }

    private static DeploymentSettings Bind(params string[] context) => DeploymentSettings.Bind(Values(context), "us-east-1");

    private static Dictionary<string, string> Values(params string[] context) =>
        context.Select(value => value.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
}

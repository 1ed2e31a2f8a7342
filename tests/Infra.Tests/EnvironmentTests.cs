using Chat.Configuration;
using Infra.Settings;

namespace Infra.Tests;

/// <summary>What the deployment sets is what the functions bind.</summary>
public sealed class EnvironmentTests
{
    private static readonly string[] _everything =
    [
        "modelId=meta.llama2-13b-chat-v1",
        "contextWindow=4000",
        "modelAliases=gpt-4o,house-model",
        "compatibility=lenient",
        "systemPrompt=Be brief.",
        "inputPricePer1k=0.001",
        "outputPricePer1k=0.002",
        "knowledgeBaseId=KB12345678",
        "retrievalRequired=true",
        "guardrail=abc123:7",
        "dailyBudgetUsd=2.5",
        "concurrencyLimit=3",
        "monthlyBudgetUsd=20",
        "admins=admins,admin",
        "logLevel=warn",
        "reviewLog=s3",
        "reviewRate=0.25",
        "conversationTtlDays=30",
        "allowedOrigins=https://a.example,https://b.example",
        "auth=api-key",
        "apiKeys=alice,alice:2,bob",
    ];

    private static readonly string[] _several =
    [
        "models=us.meta.llama3-3-70b-instruct-v1:0,meta.llama3-8b-instruct-v1:0",
        "baseModelId=meta.llama3-8b-instruct-v1:0",
    ];

    private static readonly string[] _trust = ["CHAT_TRUSTED_ROOTS"];

    [Fact]
    public void Every_variable_of_the_functions_is_within_reach_of_a_context_value() =>
        // What is said of one model is refused beside several, so it takes two deployments.
        Assert.Equal(
            FunctionVariables.All.Concat(_trust).Order(),
            Synthesis.Of(_everything).Environment("messages").Keys.Union(Synthesis.Of(_several).Environment("messages").Keys).Order()
        );

    [Fact]
    public void Settings_without_a_value_keep_the_functions_defaults() =>
        Assert.Equal(
            ["CHAT_TABLE", .. _trust, "LOG_SALT", "MODEL_ID", "MODEL_REGIONS", "OWNER_LIMITS", "STAGE"],
            Synthesis.Of("packaging=native").Environment("messages").Keys.Order()
        );

    [Fact]
    public void The_functions_that_answer_have_the_same_configuration_and_the_authorizer_has_none()
    {
        var stack = Synthesis.Of(["packaging=native", .. _everything]);

        Assert.Equal(stack.Environment("messages"), stack.Environment("completions"));
        Assert.Equal(stack.Environment("messages"), stack.Environment("conversations"));
        Assert.Empty(stack.Environment("authorizer"));
    }

    [Fact]
    public void The_functions_trust_the_authorities_in_their_package_alone()
    {
        var environment = Synthesis.Of("packaging=native").Environment("messages");

        Assert.Equal("/var/task", Path.GetDirectoryName(environment["CHAT_TRUSTED_ROOTS"]));
        Assert.True(
            File.Exists(Path.Combine(Infra.Packaging.Repository.Root, "src", "Chat", Path.GetFileName(environment["CHAT_TRUSTED_ROOTS"])))
        );
    }

    [Fact]
    public void No_variable_of_OpenSSLs_reaches_the_functions_extensions() =>
        Assert.DoesNotContain(
            Synthesis.Of(_everything).Environment("messages").Keys,
            name => name.StartsWith("SSL_", StringComparison.Ordinal)
        );

    [Fact]
    public void An_environment_that_Lambda_would_refuse_is_refused_by_name_of_its_largest_part()
    {
        string[] context =
        [
            $"systemPrompt={new string('p', 2500)}",
            $"allowedOrigins={string.Join(',', Enumerable.Range(1, 60).Select(i => $"https://page{i}.example.com"))}",
        ];

        var refused = Assert.Throws<InvalidContextException>(() => Synthesis.Anew(context));

        Assert.Contains("Lambda takes 4096; the largest part is SYSTEM_PROMPT with 2500", refused.Message);
    }

    [Theory]
    [InlineData]
    [InlineData("everything")]
    [InlineData("modelArn=arn:aws:bedrock:us-west-2:123456789012:imported-model/abcdef012345", "allowedOrigins=*")]
    [InlineData("modelRegions=us-west-2,us-east-1")]
    [InlineData("guardrail=managed")]
    public void The_functions_can_start_with_what_they_are_given(params string[] context)
    {
        var environment = Deployed(Synthesis.Of(context is ["everything"] ? _everything : context).Environment("messages"));

        var settings = ChatSettings.Bind(environment);

        Assert.Equal(environment["MODEL_ID"], settings.Model.InvocationId);
        Assert.Equal(environment["MODEL_REGIONS"], string.Join(',', settings.Regions));
        Assert.Equal("{ChatTable}", settings.Table);
    }

    [Theory]
    [InlineData("modelId=us.meta.llama4-scout-17b-instruct-v1:0")]
    [InlineData("modelId=meta.llama3-3-70b-instruct-v1:0", "modelRegions=us-east-1,us-east-2")]
    [InlineData(
        "modelArn=arn:aws:bedrock:us-west-2:123456789012:application-inference-profile/abcdef012345",
        "baseModelId=meta.llama3-1-8b-instruct-v1:0"
    )]
    [InlineData("models=us.meta.llama3-3-70b-instruct-v1:0,meta.llama3-8b-instruct-v1:0")]
    [InlineData("models=meta.llama3-3-70b-instruct-v1:0,meta.llama3-8b-instruct-v1:0", "modelRegions=us-east-2,us-west-2")]
    [InlineData("models=us.meta.llama3-3-70b-instruct-v1:0,meta.llama3-8b-instruct-v1:0", "guardrail=managed")]
    public void The_functions_ask_the_models_that_were_granted_where_they_were_granted(params string[] context)
    {
        var stack = Synthesis.Of(context);

        var settings = ChatSettings.Bind(Deployed(stack.Environment("messages")));

        Assert.Equal(
            stack.Settings.Models.Select(model =>
                $"{model.Reference.InvocationId} {model.Reference.Model.Id} {string.Join(' ', model.Regions)}"
            ),
            settings.Models.Select(model => $"{model.Id} {model.Reference.Model.Id} {string.Join(' ', model.Regions)}")
        );
    }

    [Fact]
    public void Values_arrive_as_they_were_given()
    {
        var environment = Synthesis.Of(_everything).Environment("messages");

        Assert.Equal(
            ("4000", "Be brief.", "0.001", "2.5", "3", "30", "https://a.example,https://b.example", "abc123", "7", "us-east-1"),
            (
                environment["CONTEXT_WINDOW"],
                environment["SYSTEM_PROMPT"],
                environment["INPUT_PRICE_PER_1K"],
                environment["DAILY_BUDGET_USD"],
                environment["CONCURRENCY_LIMIT"],
                environment["CONVERSATION_TTL_DAYS"],
                environment["ALLOWED_ORIGINS"],
                environment["GUARDRAIL_ID"],
                environment["GUARDRAIL_VERSION"],
                environment["MODEL_REGIONS"]
            )
        );
    }

    [Fact]
    public void The_functions_know_whose_each_key_is_and_a_second_key_of_an_owner_leaves_the_first_as_it_is()
    {
        var (before, after) = (Synthesis.Of("auth=api-key", "apiKeys=alice,bob"), Synthesis.Of(_everything));

        Assert.Equal("{AuthenticationKeyalice}=alice,{AuthenticationKeybob}=bob", before.Environment("messages")["API_KEY_OWNERS"]);
        Assert.Equal(
            "{AuthenticationKeyalice}=alice,{AuthenticationKeyalice2}=alice,{AuthenticationKeybob}=bob",
            after.Environment("messages")["API_KEY_OWNERS"]
        );
        Assert.Superset(Keys(before), Keys(after));
    }

    private static HashSet<string> Keys(Synthesis stack) =>
        [
            .. stack.Json["Resources"]!
                .AsObject()
                .Where(resource => (string?)resource.Value!["Type"] is "AWS::ApiGateway::ApiKey")
                .Select(resource => $"{resource.Key} {resource.Value!.ToJsonString()}"),
        ];

    // CloudFormation puts the id and the version of a guardrail of its own in the place of the references.
    private static Dictionary<string, string> Deployed(IReadOnlyDictionary<string, string> environment) =>
        environment.ToDictionary(
            variable => variable.Key,
            variable =>
                variable switch
                {
                    { Key: FunctionVariables.GuardrailId, Value: ['{', ..] } => "ab12cd34ef56",
                    { Key: FunctionVariables.GuardrailVersion, Value: ['{', ..] } => "1",
                    { Key: FunctionVariables.ReviewLog } => "s3://review-bucket",
                    { Key: FunctionVariables.ApiKeyOwners } => variable.Value.Replace('{', 'k').Replace('}', 'k'),
                    _ => variable.Value,
                }
        );
}

using System.Text.Json.Nodes;
using Amazon.CDK.Assertions;
using Chat.Table;

namespace Infra.Tests;

/// <summary>The table, the functions, and the stack as a whole.</summary>
public sealed class StackTests
{
    [Fact]
    public void The_table_is_the_functions_own_on_demand_recoverable_and_encrypted()
    {
        var table = Synthesis.Of().Resources("AWS::DynamoDB::Table").Single().Value["Properties"]!;

        var definition = TableSchema.Definition("any");
        Assert.Equal(
            definition.KeySchema.Select(key => $"{key.AttributeName} {key.KeyType}"),
            table["KeySchema"]!.AsArray().Select(key => $"{key!["AttributeName"]} {key["KeyType"]}")
        );
        Assert.Equal(
            definition
                .LocalSecondaryIndexes.Single()
                .KeySchema.Select(key => $"{definition.LocalSecondaryIndexes.Single().IndexName} {key.AttributeName} {key.KeyType}"),
            table["LocalSecondaryIndexes"]!.AsArray().Single()!["KeySchema"]!
                .AsArray()
                .Select(key => $"{table["LocalSecondaryIndexes"]![0]!["IndexName"]} {key!["AttributeName"]} {key["KeyType"]}")
        );
        Assert.Equal("PAY_PER_REQUEST", TemplateText.Of(table["BillingMode"]));
        Assert.Equal("true", TemplateText.Of(table["PointInTimeRecoverySpecification"]!["PointInTimeRecoveryEnabled"]));
        Assert.Equal("true", TemplateText.Of(table["SSESpecification"]!["SSEEnabled"]));
        Assert.Equal(
            (TableSchema.ExpiresAt, "true"),
            (
                TemplateText.Of(table["TimeToLiveSpecification"]!["AttributeName"]),
                TemplateText.Of(table["TimeToLiveSpecification"]!["Enabled"])
            )
        );
    }

    [Theory]
    [InlineData("packaging=native", "architecture=x86_64", "provided.al2023", "messages", "x86_64", 512)]
    [InlineData("packaging=native", "architecture=arm64", "provided.al2023", "messages", "arm64", 512)]
    [InlineData("packaging=managed", "architecture=x86_64", "dotnet10", "bootstrap", "x86_64", 1024)]
    [InlineData("packaging=managed", "architecture=arm64", "dotnet10", "bootstrap", "arm64", 1024)]
    public void A_function_runs_as_it_is_packaged(
        string packaging,
        string architecture,
        string runtime,
        string handler,
        string processor,
        int memory
    )
    {
        var stack = Synthesis.Of(packaging, architecture);

        var function = stack.Function("messages");
        Assert.Equal(
            (runtime, handler, processor, memory),
            (
                TemplateText.Of(function["Runtime"]),
                TemplateText.Of(function["Handler"]),
                TemplateText.Of(function["Architectures"]),
                (int)function["MemorySize"]!
            )
        );
        Assert.Equal(handler == "bootstrap" ? "messages" : null, stack.Environment("messages").GetValueOrDefault("CHAT_FUNCTION"));
    }

    [Fact]
    public void All_functions_share_one_asset()
    {
        var stack = Synthesis.Of("auth=api-key");

        Assert.Single(
            stack
                .Resources("AWS::Lambda::Function")
                .Values.Select(function => TemplateText.Of(function["Properties"]!["Code"]!["S3Key"]))
                .Distinct()
        );
    }

    [Fact]
    public void Memory_concurrency_and_retention_are_as_asked_for()
    {
        var stack = Synthesis.Of("memory=768", "reservedConcurrency=4", "logRetentionDays=90");

        Assert.All(
            stack.Resources("AWS::Lambda::Function").Values,
            function =>
                Assert.Equal(
                    ("768", "4"),
                    (
                        TemplateText.Of(function["Properties"]!["MemorySize"]),
                        TemplateText.Of(function["Properties"]!["ReservedConcurrentExecutions"])
                    )
                )
        );
        Assert.All(
            stack.Resources("AWS::Logs::LogGroup").Values,
            logs => Assert.Equal("90", TemplateText.Of(logs["Properties"]!["RetentionInDays"]))
        );
    }

    [Fact]
    public void Functions_are_traced_and_log_JSON_to_their_own_groups_with_a_retention()
    {
        var stack = Synthesis.Of("auth=api-key");

        var functions = stack.Resources("AWS::Lambda::Function").Values.Select(function => function["Properties"]!).ToList();
        Assert.All(functions, function => Assert.Equal("Active", TemplateText.Of(function["TracingConfig"]!["Mode"])));
        Assert.All(functions, function => Assert.Equal("JSON", TemplateText.Of(function["LoggingConfig"]!["LogFormat"])));
        Assert.Equal(5, functions.Select(function => TemplateText.Of(function["LoggingConfig"]!["LogGroup"])).Distinct().Count());
        Assert.All(
            stack.Resources("AWS::Logs::LogGroup").Values,
            logs => Assert.Equal("30", TemplateText.Of(logs["Properties"]!["RetentionInDays"]))
        );
    }

    [Fact]
    public void No_resource_has_a_name_that_another_stage_would_take_too()
    {
        var (prod, dev) = (
            Names(Synthesis.Of("auth=api-key", "guardrail=managed")),
            Names(Synthesis.Of("auth=api-key", "guardrail=managed", "stage=dev"))
        );

        Assert.Equal(
            ["AWS::ApiGateway::Authorizer", "AWS::ApiGateway::RestApi", "AWS::Bedrock::Guardrail", "AWS::CloudWatch::CompositeAlarm"],
            prod.Select(name => name.Type).Order()
        );
        Assert.Empty(prod.Intersect(dev));
    }

    [Fact]
    public void Stages_are_stacks_of_their_own()
    {
        Assert.Equal("chat-prod", Synthesis.Of().StackName);
        Assert.Equal("chat-dev", Synthesis.Of("stage=dev").StackName);
    }

    [Theory]
    [InlineData("auth=cognito", "guardrail=managed")]
    [InlineData("auth=api-key", "packaging=managed")]
    public void The_same_context_gives_the_same_template_to_the_letter(string one, string other) =>
        Assert.Equal(Synthesis.Of(one, other).Text, Synthesis.Anew(one, other).Text);

    [Fact]
    public void A_managed_guardrail_filters_content_and_attacks_and_makes_personal_data_anonymous_at_a_published_version()
    {
        var stack = Synthesis.Of("guardrail=managed");

        var guardrail = stack.Resources("AWS::Bedrock::Guardrail").Single().Value["Properties"]!;
        var filters = guardrail["ContentPolicyConfig"]!["FiltersConfig"]!
            .AsArray()
            .Select(filter => $"{filter!["Type"]} {filter["InputStrength"]} {filter["OutputStrength"]}");
        var personal = guardrail["SensitiveInformationPolicyConfig"]!["PiiEntitiesConfig"]!
            .AsArray()
            .ToDictionary(entity => (string)entity!["Type"]!, entity => (string)entity!["Action"]!);
        Assert.Equal(
            [
                "SEXUAL HIGH HIGH",
                "VIOLENCE HIGH HIGH",
                "HATE HIGH HIGH",
                "INSULTS HIGH HIGH",
                "MISCONDUCT HIGH HIGH",
                "PROMPT_ATTACK HIGH NONE",
            ],
            filters
        );
        Assert.Equal("ANONYMIZE", personal["EMAIL"]);
        Assert.Equal(["ANONYMIZE"], personal.Values.Distinct());
        Assert.Equal("{ModelAccessGuardrailVersion.Version}", stack.Environment("messages")["GUARDRAIL_VERSION"]);
        Assert.Equal("{ModelAccessGuardrail.GuardrailId}", stack.Environment("messages")["GUARDRAIL_ID"]);
    }

    [Theory]
    [InlineData("stage=prod", true)]
    [InlineData("modelArn=arn:aws:bedrock:us-east-1:123456789012:imported-model/abcdef012345", false)]
    public void A_retired_model_gives_a_warning_with_the_alternatives(string context, bool isWarned)
    {
        var warnings = Synthesis.Of(context).Warnings.Where(warning => warning.Contains("retired"));

        Assert.Equal(isWarned, warnings.Any(warning => warning.Contains("provisioned-model/ID") && warning.Contains("imported-model/ID")));
    }

    [Fact]
    public void A_legacy_model_is_warned_of_with_the_day_on_which_it_ends() =>
        Assert.Equal(
            [
                "Bedrock has set us.meta.llama3-3-70b-instruct-v1:0 to legacy and ends it on 2027-03-30: it takes no new customers, and an account that does "
                    + "not use it for 15 days may lose it. Plan to move to another model. [ack: chat:model-legacy-meta.llama3-3-70b-instruct-v1:0]",
            ],
            Synthesis.Of("modelId=us.meta.llama3-3-70b-instruct-v1:0").Warnings
        );

    [Fact]
    public void An_active_model_is_not_warned_of() => Assert.Empty(Synthesis.Of("modelId=us.meta.llama4-scout-17b-instruct-v1:0").Warnings);

    [Fact]
    public void The_accounts_setting_for_API_Gateways_logs_outlives_the_stack_since_other_APIs_go_by_it() =>
        Synthesis
            .Of("retainData=false")
            .Template.HasResource(
                "AWS::ApiGateway::Account",
                Match.ObjectLike(new Dictionary<string, object> { ["DeletionPolicy"] = "Retain" })
            );

    private static List<(string Type, string Name)> Names(Synthesis stack) =>
        [
            .. from resource in stack.Json["Resources"]!.AsObject()
            from property in resource.Value!["Properties"]?.AsObject() ?? []
            where
                property.Key
                    is "Name"
                        or "AlarmName"
                        or "TableName"
                        or "FunctionName"
                        or "RoleName"
                        or "LogGroupName"
                        or "TopicName"
                        or "DashboardName"
                        or "UserPoolName"
                        or "ClientName"
                        or "UsagePlanName"
            where property.Value is JsonValue
            select ((string)resource.Value["Type"]!, TemplateText.Of(property.Value)),
        ];
}

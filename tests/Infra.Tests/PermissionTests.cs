using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Infra.Packaging;

namespace Infra.Tests;

/// <summary>Who may do what, to the letter.</summary>
public sealed partial class PermissionTests
{
    private const string Traces = "xray:PutTraceSegments, xray:PutTelemetryRecords on *";
    private const string Models =
        "arn:aws:bedrock:us-east-1::foundation-model/meta.llama2-13b-chat-v1, arn:aws:bedrock:us-west-2::foundation-model/meta.llama2-13b-chat-v1";
    private const string Invoke = "bedrock:InvokeModel, bedrock:InvokeModelWithResponseStream";

    private static readonly string[] _everything =
    [
        "auth=api-key",
        "guardrail=managed",
        "knowledgeBaseId=KB12345678",
        "allowedOrigins=https://a.example,https://b.example",
        "apiKeys=alice,bob",
        "alarmEmail=a@b.example",
    ];

    [Fact]
    public void Completions_may_invoke_the_model_and_add_to_the_usage() =>
        Assert.Equal(
            [
                "logs:CreateLogStream, logs:PutLogEvents on {completionsLogs.Arn}",
                Traces,
                "dynamodb:GetItem, dynamodb:Query, dynamodb:UpdateItem on {ChatTable.Arn}",
                $"{Invoke} on {Models}",
            ],
            Statements(Synthesis.Of(), "completions")
        );

    [Fact]
    public void Conversations_may_read_and_write_the_table_and_ask_nothing_of_Bedrock() =>
        Assert.Equal(
            [
                "logs:CreateLogStream, logs:PutLogEvents on {conversationsLogs.Arn}",
                Traces,
                "dynamodb:GetItem, dynamodb:Query, dynamodb:PutItem, dynamodb:UpdateItem, dynamodb:DeleteItem, dynamodb:BatchWriteItem on {ChatTable.Arn}",
                "dynamodb:Query on {ChatTable.Arn}/index/by_updated_at",
            ],
            Statements(Synthesis.Of("knowledgeBaseId=KB12345678", "guardrail=managed"), "conversations")
        );

    [Fact]
    public void Completions_may_only_add_to_the_usage_where_operators_set_no_limits() =>
        Assert.Contains("dynamodb:UpdateItem on {ChatTable.Arn}", Statements(Synthesis.Of("ownerLimits=false"), "completions"));

    [Fact]
    public void Admin_may_read_and_write_the_table_and_the_index_of_all_usage_and_ask_nothing_of_Bedrock() =>
        Assert.Equal(
            [
                "logs:CreateLogStream, logs:PutLogEvents on {adminLogs.Arn}",
                Traces,
                "dynamodb:GetItem, dynamodb:BatchGetItem, dynamodb:Query, dynamodb:PutItem, dynamodb:UpdateItem, dynamodb:DeleteItem, dynamodb:BatchWriteItem on {ChatTable.Arn}",
                "dynamodb:Query on {ChatTable.Arn}/index/by_usage_day",
            ],
            Statements(Synthesis.Of("knowledgeBaseId=KB12345678", "guardrail=managed"), "admin")
        );

    [Fact]
    public void Messages_may_read_and_write_turns_and_invoke_the_model() =>
        Assert.Equal(
            [
                "logs:CreateLogStream, logs:PutLogEvents on {messagesLogs.Arn}",
                Traces,
                "dynamodb:GetItem, dynamodb:Query, dynamodb:PutItem, dynamodb:UpdateItem, dynamodb:DeleteItem on {ChatTable.Arn}",
                $"{Invoke} on {Models}",
            ],
            Statements(Synthesis.Of(), "messages")
        );

    [Fact]
    public void The_authorizer_may_write_its_logs_and_nothing_else() =>
        Assert.Equal(
            ["logs:CreateLogStream, logs:PutLogEvents on {AuthenticationauthorizerLogs.Arn}", Traces],
            Statements(Synthesis.Of(_everything), "authorizer")
        );

    [Theory]
    [InlineData("completions")]
    [InlineData("messages")]
    public void A_guardrail_and_a_knowledge_base_add_one_action_each_on_one_ARN_each(string function)
    {
        var with = Statements(Synthesis.Of("knowledgeBaseId=KB12345678", "guardrail=abc123:4"), function);

        Assert.Equal(
            [
                $"{Invoke} on arn:aws:bedrock:us-east-1::foundation-model/meta.llama2-13b-chat-v1",
                "bedrock:ApplyGuardrail on arn:{AWS::Partition}:bedrock:us-east-1:{AWS::AccountId}:guardrail/abc123",
                "bedrock:Retrieve on arn:{AWS::Partition}:bedrock:us-east-1:{AWS::AccountId}:knowledge-base/KB12345678",
            ],
            with.Where(statement => statement.StartsWith("bedrock:", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void A_guardrail_of_the_stacks_own_is_granted_by_its_ARN() =>
        Assert.Contains(
            "bedrock:ApplyGuardrail on {ModelAccessGuardrail.GuardrailArn}",
            Statements(Synthesis.Of("guardrail=managed"), "messages")
        );

    [Fact]
    public void A_guardrail_of_another_account_is_granted_and_named_by_its_ARN()
    {
        const string Arn = "arn:aws:bedrock:us-west-2:123456789012:guardrail/abc123";

        var stack = Synthesis.Of($"guardrail={Arn}:DRAFT");

        Assert.Contains($"bedrock:ApplyGuardrail on {Arn}", Statements(stack, "messages"));
        Assert.Equal(
            (Arn, "DRAFT", "us-west-2"),
            (
                stack.Environment("messages")["GUARDRAIL_ID"],
                stack.Environment("messages")["GUARDRAIL_VERSION"],
                stack.Environment("messages")["MODEL_REGIONS"]
            )
        );
    }

    [Theory]
    [InlineData("arn:aws:bedrock:eu-central-1:123456789012:provisioned-model/abcdefghijkl")]
    [InlineData("arn:aws:bedrock:us-west-2:123456789012:imported-model/abcdef012345")]
    public void A_provisioned_or_imported_model_is_the_only_one_that_may_be_invoked(string arn) =>
        Assert.Contains($"{Invoke} on {arn}", Statements(Synthesis.Of($"modelArn={arn}"), "messages"));

    [Fact]
    public void One_region_of_two_is_the_only_one_that_may_be_asked() =>
        Assert.Contains(
            $"{Invoke} on arn:aws:bedrock:us-west-2::foundation-model/meta.llama2-13b-chat-v1",
            Statements(Synthesis.Of("modelRegions=us-west-2"), "completions")
        );

    [Theory]
    [InlineData("modelId=us.meta.llama4-maverick-17b-instruct-v1:0")]
    [InlineData("modelId=meta.llama4-maverick-17b-instruct-v1:0")]
    public void A_profile_is_granted_in_its_source_regions_and_its_models_in_all_destinations_but_only_through_it(string context)
    {
        const string Model = "foundation-model/meta.llama4-maverick-17b-instruct-v1:0";
        const string Profiles =
            "arn:{AWS::Partition}:bedrock:us-east-1:{AWS::AccountId}:inference-profile/us.meta.llama4-maverick-17b-instruct-v1:0, "
            + "arn:{AWS::Partition}:bedrock:us-west-2:{AWS::AccountId}:inference-profile/us.meta.llama4-maverick-17b-instruct-v1:0";

        Assert.Equal(
            [
                $"{Invoke} on {Profiles}",
                $"{Invoke} on arn:aws:bedrock:us-east-1::{Model}, arn:aws:bedrock:us-west-2::{Model}, arn:aws:bedrock:us-east-2::{Model}, arn:aws:bedrock:us-west-1::{Model}"
                    + $" if StringLike bedrock:InferenceProfileArn {Profiles}",
            ],
            Bedrock(Synthesis.Of(context))
        );
    }

    [Fact]
    public void Of_a_profile_only_the_chosen_regions_are_asked() =>
        Assert.Contains(
            $"{Invoke} on arn:{{AWS::Partition}}:bedrock:us-east-2:{{AWS::AccountId}}:inference-profile/us.meta.llama3-3-70b-instruct-v1:0",
            Bedrock(Synthesis.Of("modelId=us.meta.llama3-3-70b-instruct-v1:0", "modelRegions=us-east-2"))
        );

    [Fact]
    public void A_profile_by_its_ARN_is_granted_in_that_account_and_region()
    {
        const string Arn = "arn:aws:bedrock:us-east-2:123456789012:inference-profile/us.meta.llama3-3-70b-instruct-v1:0";
        const string Model = "foundation-model/meta.llama3-3-70b-instruct-v1:0";

        Assert.Equal(
            [
                $"{Invoke} on {Arn}",
                $"{Invoke} on arn:aws:bedrock:us-east-2::{Model}, arn:aws:bedrock:us-east-1::{Model}, arn:aws:bedrock:us-west-2::{Model} if StringLike bedrock:InferenceProfileArn {Arn}",
            ],
            Bedrock(Synthesis.Of($"modelArn={Arn}"))
        );
    }

    [Fact]
    public void An_application_inference_profile_is_granted_with_the_model_behind_it()
    {
        const string Arn = "arn:aws:bedrock:us-west-2:123456789012:application-inference-profile/abcdefghijkl";
        const string Model = "foundation-model/meta.llama3-8b-instruct-v1:0";

        var stack = Synthesis.Of($"modelArn={Arn}", "baseModelId=meta.llama3-8b-instruct-v1:0");

        Assert.Equal(
            [$"{Invoke} on {Arn}", $"{Invoke} on arn:aws:bedrock:us-west-2::{Model} if StringLike bedrock:InferenceProfileArn {Arn}"],
            Bedrock(stack)
        );
        Assert.Equal(
            (Arn, "meta.llama3-8b-instruct-v1:0"),
            (stack.Environment("messages")["MODEL_ID"], stack.Environment("messages")["BASE_MODEL_ID"])
        );
    }

    [Fact]
    public void A_region_of_another_partition_is_granted_in_that_partition() =>
        Assert.Contains(
            $"{Invoke} on arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/meta.llama3-8b-instruct-v1:0",
            Bedrock(Synthesis.Of("modelId=meta.llama3-8b-instruct-v1:0", "modelRegions=us-gov-west-1"))
        );

    [Fact]
    public void Of_several_models_each_is_granted_what_it_needs()
    {
        const string Imported = "arn:aws:bedrock:us-west-2:123456789012:imported-model/abcdef012345";

        var statements = Bedrock(Synthesis.Of($"models=meta.llama3-8b-instruct-v1:0,{Imported},us.meta.llama3-3-70b-instruct-v1:0"));

        Assert.Equal(4, statements.Count);
        Assert.Equal(
            $"{Invoke} on arn:aws:bedrock:us-east-1::foundation-model/meta.llama3-8b-instruct-v1:0, arn:aws:bedrock:us-west-2::foundation-model/meta.llama3-8b-instruct-v1:0",
            statements[0]
        );
        Assert.Equal($"{Invoke} on {Imported}", statements[1]);
        Assert.All(statements.Skip(2), statement => Assert.Contains("meta.llama3-3-70b-instruct-v1:0", statement));
    }

    [Theory]
    [InlineData("auth=cognito")]
    [InlineData("auth=iam")]
    [InlineData("auth=api-key")]
    public void Every_asterisk_in_a_policy_has_its_reason(string auth)
    {
        // X-Ray knows no resources: both actions can be granted on * only (Service Authorization Reference, AWS X-Ray).
        string[] explained = [Traces];

        var asterisks = AllStatements(Synthesis.Of(auth, "guardrail=managed", "knowledgeBaseId=KB12345678"))
            .Where(statement => statement.Contains('*'));

        Assert.Equal(explained, asterisks.Distinct());
    }

    [Theory]
    [InlineData("auth=cognito")]
    [InlineData("auth=iam")]
    [InlineData("auth=api-key")]
    public void The_only_policy_of_AWSs_own_lets_API_Gateway_write_logs(string auth)
    {
        // It is the account's setting for API Gateway, which writes the log groups of every API of the account by it.
        var policies = Synthesis
            .Of(auth)
            .Resources("AWS::IAM::Role")
            .Values.SelectMany(role => role["Properties"]!["ManagedPolicyArns"]?.AsArray() ?? [])
            .Select(TemplateText.Of);

        Assert.Equal(["arn:{AWS::Partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"], policies);
    }

    [Fact]
    public void Only_API_Gateway_may_invoke_a_function_and_only_for_the_functions_routes()
    {
        var permissions = Synthesis
            .Of(_everything)
            .Resources("AWS::Lambda::Permission")
            .Values.Select(permission => permission["Properties"]!)
            .ToList();

        Assert.All(permissions, permission => Assert.Equal("apigateway.amazonaws.com", TemplateText.Of(permission["Principal"])));
        Assert.Equal(Chat.Http.ApiRoute.All.Count + 1, permissions.Count);
        Assert.All(permissions, permission => Assert.Contains("{ChatApiRest}/", TemplateText.Of(permission["SourceArn"])));
    }

    [Fact]
    public void The_table_is_granted_exactly_the_operations_that_the_functions_source_calls()
    {
        var files = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src", "Chat"), "*.cs", SearchOption.AllDirectories)
            .Where(file => Call().IsMatch(File.ReadAllText(file)))
            .ToList();
        var called = files.SelectMany(file => Call().Matches(File.ReadAllText(file))).Select(call => $"dynamodb:{call.Groups[1].Value}");

        var granted = AllStatements(Synthesis.Of())
            .SelectMany(statement => statement.Split(" on ")[0].Split(", "))
            .Where(action => action.StartsWith("dynamodb:", StringComparison.Ordinal));

        // One class calls DynamoDB, so that this test sees every call.
        Assert.Equal(["DynamoTable.cs"], files.Select(Path.GetFileName));
        Assert.Equal(called.Distinct().Order(), granted.Distinct().Order());
    }

    private static List<string> Bedrock(Synthesis stack) =>
        [.. Statements(stack, "messages").Where(statement => statement.StartsWith("bedrock:", StringComparison.Ordinal))];

    private static List<string> Statements(Synthesis stack, string function) =>
        [
            .. Statements(
                stack
                    .Resources("AWS::IAM::Policy")
                    .Single(policy => policy.Key.EndsWith($"{function}RoleDefaultPolicy", StringComparison.Ordinal))
                    .Value
            ),
        ];

    private static IEnumerable<string> AllStatements(Synthesis stack) => stack.Resources("AWS::IAM::Policy").Values.SelectMany(Statements);

    private static IEnumerable<string> Statements(JsonObject policy) =>
        policy["Properties"]!["PolicyDocument"]!["Statement"]!
            .AsArray()
            .Select(statement =>
                $"{TemplateText.Of(statement!["Action"])} on {TemplateText.Of(statement["Resource"])}{Condition(statement["Condition"])}"
            );

    private static string Condition(JsonNode? condition) =>
        string.Concat(
            from test in condition?.AsObject() ?? []
            from key in test.Value!.AsObject()
            select $" if {test.Key} {key.Key} {TemplateText.Of(key.Value)}"
        );

    [GeneratedRegex(@"dynamo\s*\.\s*([A-Z]\w+)Async\(")]
    private static partial Regex Call();
}

using System.Text.Json.Nodes;
using Chat.Http;
using Chat.Table;

namespace Infra.Tests;

/// <summary>
/// The templates in an emulated cloud: Python's moto, which has CloudFormation, DynamoDB, Lambda, IAM, S3, SNS and the routes
/// of API Gateway. It lacks authorizers, stages, gateway responses, alarms, Cognito and WAF in CloudFormation; each test says
/// what was left out, so that a newer moto, which knows more, is noticed.
/// </summary>
public sealed class EmulatedDeploymentTests
{
    private static readonly string[] _lacking =
    [
        "AWS::ApiGateway::Account",
        "AWS::ApiGateway::Authorizer",
        "AWS::ApiGateway::GatewayResponse",
        "AWS::ApiGateway::Stage",
        "AWS::CloudWatch::Alarm",
        "AWS::CloudWatch::CompositeAlarm",
        "AWS::Cognito::UserPool",
        "AWS::Cognito::UserPoolClient",
        "AWS::Cognito::UserPoolGroup",
        "AWS::SNS::TopicPolicy",
    ];

    [Fact]
    public async Task A_deployment_makes_the_table_the_functions_and_every_route()
    {
        var deployed = await DeployAsync("create", Synthesis.Of("packaging=native"));

        Assert.Equal("CREATE_COMPLETE", (string?)deployed["status"]);
        Assert.Equal(deployed["asked"]!.ToJsonString(), deployed["made"]!.ToJsonString());
        Assert.Subset(_lacking.ToHashSet(), deployed["left_out"]!.AsArray().Select(type => (string)type!).ToHashSet());
        Assert.Equal(
            ApiRoute.All.Select(route => $"{route.Method} {route.Path}").Order(StringComparer.Ordinal),
            deployed["routes"]!.AsArray().Select(route => (string)route!)
        );
        Assert.Equal((string?)deployed["outputs"]!["TableName"], (string?)deployed["environment"]!["CHAT_TABLE"]);
    }

    // docs/deploy/restore.md, step by step: the table is lost, restored under another name, and attached.
    [Fact]
    public async Task A_restored_table_is_attached_with_its_data_its_index_and_an_expiry()
    {
        var restored = await DeployAsync(
            "restore",
            Synthesis.Of("packaging=native"),
            Synthesis.Of("packaging=native", "tableName=chat-restored")
        );

        Assert.Equal(("chat-restored", "kept"), ((string?)restored["table"], (string?)restored["titles"]!.AsArray().Single()));
        Assert.Equal(
            ("ENABLED", TableSchema.UpdatedAtIndex),
            ((string?)restored["expiry"], (string?)restored["indexes"]!.AsArray().Single())
        );
    }

    private static async Task<JsonNode> DeployAsync(string verb, params IReadOnlyList<Synthesis> stacks)
    {
        var script = Path.Combine(Packaging.Repository.Root, "tests", "Infra.Tests", "Emulated", "deploy.py");
        var moto = await Tool.RunAsync("python3", ["-c", "import moto"]);
        Assert.SkipUnless(moto is { Status: 0 }, "moto is not installed: pip install 'moto[all]'");

        var (status, output) = (await Tool.RunAsync("python3", [script, verb, .. stacks.Select(stack => stack.TemplateFile)]))!.Value;

        Assert.True(status == 0, output);
        return JsonNode.Parse(output)!;
    }
}

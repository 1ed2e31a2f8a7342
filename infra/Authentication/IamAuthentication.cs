using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;
using Constructs;

namespace Infra.Authentication;

/// <summary>IAM principals whose policies allow execute-api:Invoke on the API. Requests are signed.</summary>
internal sealed class IamAuthentication(Construct scope) : Authentication(scope, "Authentication")
{
    public override MethodOptions Protected { get; } = new() { AuthorizationType = AuthorizationType.IAM };

    public override string CurlOptions =>
        $"""--aws-sigv4 "aws:amz:{Aws.REGION}:execute-api" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" -H "X-Amz-Security-Token: $AWS_SESSION_TOKEN" """.Trim();

    public override void Complete(RestApi api) =>
        _ = new CfnOutput(
            Stack.Of(this),
            "InvokeArn",
            new CfnOutputProps { Value = api.ArnForExecuteApi(), Description = "What a caller's policy has to allow execute-api:Invoke on" }
        );
}

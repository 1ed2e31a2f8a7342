using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;
using Infra.Functions;

namespace Infra.Api;

/// <summary>Response streaming of API Gateway, which this version of the CDK does not support yet.</summary>
internal static class ResponseStreaming
{
    /// <summary>
    /// Changes with every override, because the CDK does not see overrides and would not create a new deployment for them.
    /// </summary>
    public static object DeploymentToken =>
        new Dictionary<string, object> { ["responseTransferMode"] = "STREAM", ["timeoutInMillis"] = Timeout };

    private static double Timeout => ChatFunction.Streamed.ToMilliseconds();

    public static void Enable(Method method, ChatFunction function)
    {
        var resource = (CfnMethod)method.Node.DefaultChild!;
        resource.AddPropertyOverride("Integration.ResponseTransferMode", "STREAM");
        resource.AddPropertyOverride("Integration.TimeoutInMillis", Timeout);
        resource.AddPropertyOverride(
            "Integration.Uri",
            $"arn:{Aws.PARTITION}:apigateway:{Aws.REGION}:lambda:path/2021-11-15/functions/{function.Lambda.FunctionArn}/response-streaming-invocations"
        );
    }
}

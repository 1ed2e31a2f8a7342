using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;
using Infra.Functions;

namespace Infra.Api;

/// <summary>What this CDK does not know yet of API Gateway: answers that are passed on while they are made.</summary>
internal static class ResponseStreaming
{
    /// <summary>Changes with everything that is written past the CDK, which cannot see it and would not deploy it.</summary>
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

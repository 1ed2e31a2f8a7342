namespace Amazon.Lambda.Core;

/// <summary>One invocation, as Lambda describes it to the handler.</summary>
public interface ILambdaContext
{
    /// <summary>The invocation's id; a retry of the same event keeps it.</summary>
    string AwsRequestId { get; }

    IClientContext? ClientContext { get; }

    string? FunctionName { get; }

    string? FunctionVersion { get; }

    ICognitoIdentity? Identity { get; }

    /// <summary>The ARN used for this call: of the function, a version or an alias.</summary>
    string? InvokedFunctionArn { get; }

    ILambdaLogger Logger { get; }

    string? LogGroupName { get; }

    string? LogStreamName { get; }

    /// <summary>The configured memory in MB; 0 outside Lambda.</summary>
    int MemoryLimitInMB { get; }

    /// <summary>Time left until Lambda ends the invocation; negative once the deadline has passed.</summary>
    TimeSpan RemainingTime { get; }

    /// <summary>The X-Ray trace header of this invocation.</summary>
    string? TraceId => string.Empty;

    /// <summary>The tenant, for functions with tenant isolation.</summary>
    string? TenantId => string.Empty;

    /// <summary>The serializer the handler was registered with, if there is one.</summary>
    ILambdaSerializer? Serializer => null;
}

using System.Net.Http.Headers;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The context of one invocation, from the headers of the Runtime API and the environment.</summary>
internal sealed class LambdaContext : ILambdaContext
{
    private readonly HttpResponseHeaders _headers;
    private readonly long _deadlineMs;
    private IClientContext? _clientContext;
    private ICognitoIdentity? _identity;

    public LambdaContext(HttpResponseHeaders headers, LogSettings log)
    {
        _headers = headers;
        AwsRequestId =
            Header("Lambda-Runtime-Aws-Request-Id")
            ?? throw new InvalidOperationException("The Runtime API gave an invocation without Lambda-Runtime-Aws-Request-Id.");
        TraceId = Header("Lambda-Runtime-Trace-Id");
        _ = long.TryParse(Header("Lambda-Runtime-Deadline-Ms"), out _deadlineMs);
        Log = new LambdaConsoleLogger(AwsRequestId, TraceId, log);
    }

    public string AwsRequestId { get; }

    public string? TraceId { get; }

    public string? TenantId => Header("Lambda-Runtime-Aws-Tenant-Id");

    public string? InvokedFunctionArn => Header("Lambda-Runtime-Invoked-Function-Arn");

    public IClientContext ClientContext => _clientContext ??= CognitoClientContext.Read(Header("Lambda-Runtime-Client-Context"));

    public ICognitoIdentity Identity => _identity ??= CognitoIdentity.Read(Header("Lambda-Runtime-Cognito-Identity"));

    public string? FunctionName => RuntimeEnvironment.FunctionName;

    public string? FunctionVersion => RuntimeEnvironment.FunctionVersion;

    public string? LogGroupName => RuntimeEnvironment.LogGroupName;

    public string? LogStreamName => RuntimeEnvironment.LogStreamName;

    public int MemoryLimitInMB => RuntimeEnvironment.MemoryInMB;

    public TimeSpan RemainingTime => DateTimeOffset.FromUnixTimeMilliseconds(_deadlineMs) - DateTimeOffset.UtcNow;

    public LambdaConsoleLogger Log { get; }

    public ILambdaLogger Logger => Log;

    public ILambdaSerializer? HandlerSerializer { get; set; }

    ILambdaSerializer? ILambdaContext.Serializer => HandlerSerializer;

    private string? Header(string name) => _headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}

using Amazon.Lambda.RuntimeSupport;

namespace Amazon.Lambda.Core;

/// <summary>The X-Ray trace header of the invocation that is running here.</summary>
public class LambdaTraceProvider
{
    public static string? CurrentTraceId =>
        Invocation.Current?.Context.TraceId ?? Environment.GetEnvironmentVariable(RuntimeEnvironment.TraceId);
}

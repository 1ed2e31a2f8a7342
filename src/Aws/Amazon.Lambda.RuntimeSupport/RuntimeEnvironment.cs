namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The variables that Lambda, or an emulator of it, sets for the runtime.</summary>
internal static class RuntimeEnvironment
{
    public const string TraceId = "_X_AMZN_TRACE_ID";

    public static string? RuntimeApi => Read("AWS_LAMBDA_RUNTIME_API");

    public static string? FunctionName => Read("AWS_LAMBDA_FUNCTION_NAME");

    public static string? FunctionVersion => Read("AWS_LAMBDA_FUNCTION_VERSION");

    public static string? LogGroupName => Read("AWS_LAMBDA_LOG_GROUP_NAME");

    public static string? LogStreamName => Read("AWS_LAMBDA_LOG_STREAM_NAME");

    public static string? LogFormat => Read("AWS_LAMBDA_LOG_FORMAT");

    public static string? LogLevel => Read("AWS_LAMBDA_LOG_LEVEL");

    public static int MemoryInMB => int.TryParse(Read("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), out var megabytes) ? megabytes : 0;

    /// <summary>More than one invocation at a time in this process, so nothing of one invocation may be process-wide.</summary>
    public static bool IsConcurrent => !string.IsNullOrEmpty(Read("AWS_LAMBDA_MAX_CONCURRENCY"));

    /// <summary>How many loops poll for events: the most invocations at a time, unless .NET's own variable sets another number.</summary>
    public static int Loops => IsConcurrent ? Count("AWS_LAMBDA_DOTNET_PROCESSING_TASKS") ?? Count("AWS_LAMBDA_MAX_CONCURRENCY") ?? 1 : 1;

    public static bool RunOnce => IsTrue("AWS_LAMBDA_DOTNET_DEBUG_RUN_ONCE");

    public static bool KeepHeapLimit => IsTrue("AWS_LAMBDA_DOTNET_DISABLE_MEMORY_LIMIT_CHECK");

    private static int? Count(string name) => int.TryParse(Read(name), out var count) && count > 0 ? count : null;

    private static bool IsTrue(string name) => string.Equals(Read(name), "true", StringComparison.OrdinalIgnoreCase);

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name);
}

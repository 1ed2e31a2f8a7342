using Amazon.Lambda.RuntimeSupport;

namespace Amazon.Lambda.Core;

/// <summary>The log of the invocation that is running here; outside an invocation, of the process.</summary>
public static class LambdaLogger
{
    public static void Log(string message) => Invocation.CurrentLogger.LogLine(message);

    public static void Log(string level, string message, params object?[] args) => Invocation.CurrentLogger.Log(level, message, args);

    public static void Log(LogLevel level, string message, params object?[] args) => Log(level.ToString(), message, args);

    public static void Log(string level, Exception exception, string message, params object?[] args) =>
        Invocation.CurrentLogger.Log(level, exception, message, args);

    public static void Log(LogLevel level, Exception exception, string message, params object?[] args) =>
        Log(level.ToString(), exception, message, args);
}

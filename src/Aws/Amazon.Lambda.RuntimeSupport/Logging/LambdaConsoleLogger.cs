using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Writes an invocation's log: errors to standard error, the rest to standard output, one write per line.</summary>
internal sealed class LambdaConsoleLogger(string? requestId, string? traceId, LogSettings settings) : ILambdaLogger
{
    public void Log(string message) => Console.Out.Write(message);

    public void LogLine(string message) => Write(LogLevel.Information, null, message, []);

    public void Log(string level, string message) => Write(LogSettings.Level(level), null, message, []);

    public void Log(string level, string message, params object?[] args) => Write(LogSettings.Level(level), null, message, args);

    public void Log(string level, Exception exception, string message, params object?[] args) =>
        Write(LogSettings.Level(level), exception, message, args);

    public void Write(LogLevel level, Exception? exception, string? message, object?[] args)
    {
        if (level < settings.Lowest)
        {
            return;
        }

        LogLine line = new(DateTime.UtcNow, level, requestId, traceId, message, args, exception);
        var target = level >= LogLevel.Error ? Console.Error : Console.Out;
        target.Write((settings.Json ? line.ToJson() : line.ToText()) + "\n");
    }
}

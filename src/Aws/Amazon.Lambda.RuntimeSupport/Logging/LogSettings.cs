using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>How the function's log is configured: format and lowest level.</summary>
internal sealed record LogSettings(bool Json, LogLevel Lowest)
{
    public static LogSettings FromEnvironment() =>
        new(string.Equals(RuntimeEnvironment.LogFormat, "JSON", StringComparison.OrdinalIgnoreCase), Level(RuntimeEnvironment.LogLevel));

    /// <summary>Takes Lambda's names (INFO, WARN, FATAL) and .NET's.</summary>
    public static LogLevel Level(string? name) =>
        name?.ToUpperInvariant() switch
        {
            "TRACE" => LogLevel.Trace,
            "DEBUG" => LogLevel.Debug,
            "WARN" or "WARNING" => LogLevel.Warning,
            "ERROR" => LogLevel.Error,
            "FATAL" or "CRITICAL" => LogLevel.Critical,
            _ => LogLevel.Information,
        };
}

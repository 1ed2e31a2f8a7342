using Amazon.Lambda.Core;

namespace Chat.Telemetry;

/// <summary>What a function writes of its requests.</summary>
/// <param name="Stage">The deployment's stage.</param>
/// <param name="Function">The function.</param>
/// <param name="Lowest">Lines below this level are not written.</param>
internal sealed record TelemetrySettings(string Stage, string Function, LogLevel Lowest)
{
    /// <summary>What owners are hashed with, the deployment's own; null for one that lasts as long as the process.</summary>
    public string? Salt { get; init; }

    /// <summary>Whether CloudWatch reads the lines, and makes metrics of them.</summary>
    public bool HasMetrics { get; init; }
}

using Amazon.Lambda.Core;

namespace Chat.Telemetry;

/// <summary>The settings of log lines and metrics.</summary>
/// <param name="Stage">The deployment's stage.</param>
/// <param name="Function">The function.</param>
/// <param name="Lowest">Lines below this level are not written.</param>
internal sealed record TelemetrySettings(string Stage, string Function, LogLevel Lowest)
{
    /// <summary>The deployment's salt for hashes of owners; null for a random one of the process.</summary>
    public string? Salt { get; init; }

    /// <summary>Hashes owners, the same way in all that is written.</summary>
    public OwnerHash Owners => field ??= new(Salt);

    /// <summary>Whether CloudWatch reads the lines and creates metrics from them.</summary>
    public bool HasMetrics { get; init; }
}

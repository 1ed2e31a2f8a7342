using System.Buffers.Binary;
using System.Diagnostics;

namespace Chat.Telemetry;

/// <summary>Which traces are exported: OpenTelemetry's own samplers.</summary>
/// <param name="FollowsParent">Whether X-Ray's decision counts, where there is one.</param>
/// <param name="Ratio">The share of the other traces, 0 to 1.</param>
internal sealed record TraceSampler(bool FollowsParent, double Ratio)
{
    public const string Names = "always_on, always_off, traceidratio, or one of these after parentbased_";

    private const string ParentBased = "parentbased_";

    /// <returns>Null for an unknown name.</returns>
    public static TraceSampler? Of(string name, double ratio)
    {
        var follows = name.StartsWith(ParentBased, StringComparison.Ordinal);

        return (follows ? name[ParentBased.Length..] : name) switch
        {
            "always_on" => new(follows, 1),
            "always_off" => new(follows, 0),
            "traceidratio" => new(follows, ratio),
            _ => null,
        };
    }

    public bool Takes(ActivityTraceId trace, ActivityContext parent) =>
        FollowsParent && parent != default ? parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) : Ratio >= 1 || Fraction(trace) < Ratio;

    // The last seven bytes of an id are random, as the conventions demand; the first ones of X-Ray's are the time.
    private static double Fraction(ActivityTraceId trace)
    {
        Span<byte> bytes = stackalloc byte[16];
        trace.CopyTo(bytes);

        return (BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]) & 0x00FF_FFFF_FFFF_FFFF) / (double)(1L << 56);
    }
}

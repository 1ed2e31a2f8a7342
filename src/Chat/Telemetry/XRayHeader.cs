using System.Diagnostics;

namespace Chat.Telemetry;

/// <summary>X-Ray's header <c>Root=1-TIME-ID;Parent=ID;Sampled=1</c> as the parent of OpenTelemetry's spans.</summary>
internal static class XRayHeader
{
    /// <returns>The default, so that a trace begins here, if the header is missing or malformed.</returns>
    public static ActivityContext Parse(string? header)
    {
        var (trace, parent, sampled) = (Field(header, "Root="), Field(header, "Parent="), Field(header, "Sampled="));
        if (trace?.Split('-') is not ["1", { Length: 8 } time, { Length: 24 } rest] || parent is not { Length: 16 })
        {
            return default;
        }

        try
        {
            return new(
                ActivityTraceId.CreateFromString(time + rest),
                ActivitySpanId.CreateFromString(parent),
                sampled == "1" ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None,
                isRemote: true
            );
        }
        catch (ArgumentOutOfRangeException)
        {
            // Not hexadecimal, or all zeros.
            return default;
        }
    }

    /// <summary>A field of the header; null if it has none.</summary>
    public static string? Field(string? header, string prefix) =>
        header?.Split(';').FirstOrDefault(part => part.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..];
}

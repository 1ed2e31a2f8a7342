using System.Text.Json;
using Chat.Telemetry;

namespace LocalCloud.Metrics;

/// <summary>A value of a line in CloudWatch's Embedded Metric Format.</summary>
/// <param name="Name">The metric.</param>
/// <param name="Unit">CloudWatch's name of its unit.</param>
/// <param name="Labels">The dimensions that it is counted by, without the stage: there is one only.</param>
/// <param name="Value">The value.</param>
internal sealed record MetricValue(string Name, string Unit, IReadOnlyList<(string Name, string Value)> Labels, double Value)
{
    /// <summary>All values of a line.</summary>
    public static IEnumerable<MetricValue> Of(JsonElement line)
    {
        foreach (var directive in line.GetProperty("_aws").GetProperty("CloudWatchMetrics").EnumerateArray())
        {
            var labels = LabelsOf(line, directive.GetProperty("Dimensions"));
            foreach (var metric in directive.GetProperty("Metrics").EnumerateArray())
            {
                var name = metric.GetProperty("Name"u8).GetString()!;
                yield return new(name, metric.GetProperty("Unit"u8).GetString()!, labels, line.GetProperty(name).GetDouble());
            }
        }
    }

    // Of several sets of dimensions the finest: the others are sums of it.
    private static List<(string, string)> LabelsOf(JsonElement line, JsonElement sets) =>
        [
            .. sets.EnumerateArray()
                .MaxBy(set => set.GetArrayLength())
                .EnumerateArray()
                .Select(dimension => dimension.GetString()!)
                .Where(dimension => dimension != MetricNames.Stage && line.TryGetProperty(dimension, out _))
                .Select(dimension => (dimension, line.GetProperty(dimension).GetString()!)),
        ];
}

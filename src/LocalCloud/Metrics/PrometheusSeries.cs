using System.Globalization;
using System.Text;

namespace LocalCloud.Metrics;

/// <summary>Sums of all metrics since the start, as Prometheus reads them.</summary>
internal sealed class PrometheusSeries
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private static readonly double[] _seconds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Family> _families = new(StringComparer.Ordinal);

    public void Add(MetricValue value)
    {
        var isTime = value.Unit == "Milliseconds";
        var name = $"llamachat_{SnakeCase(value.Name)}{(isTime ? "_seconds" : "_total")}";
        var labels = string.Join(',', value.Labels.Select(label => $"{SnakeCase(label.Name)}=\"{Escaped(label.Value)}\""));
        lock (_lock)
        {
            if (!_families.TryGetValue(name, out var family))
            {
                _families[name] = family = new(isTime, new(StringComparer.Ordinal));
            }

            if (!family.Series.TryGetValue(labels, out var series))
            {
                family.Series[labels] = series = new();
            }

            series.Add(isTime ? value.Value / 1000 : value.Value);
        }
    }

    public override string ToString()
    {
        StringBuilder text = new();
        lock (_lock)
        {
            foreach (var (name, family) in _families)
            {
                Line(text, $"# TYPE {name} {(family.IsTime ? "histogram" : "counter")}");
                foreach (var (labels, series) in family.Series)
                {
                    if (family.IsTime)
                    {
                        WriteHistogram(text, name, labels, series);
                    }
                    else
                    {
                        Line(text, $"{name}{Braces(labels)} {series.Sum:R}");
                    }
                }
            }
        }

        return text.ToString();
    }

    private static void WriteHistogram(StringBuilder text, string name, string labels, Series series)
    {
        var prefix = labels.Length == 0 ? "" : $"{labels},";
        for (var bound = 0; bound < _seconds.Length; bound++)
        {
            Line(text, $"{name}_bucket{{{prefix}le=\"{_seconds[bound]:R}\"}} {series.Within[bound]}");
        }

        Line(text, $"{name}_bucket{{{prefix}le=\"+Inf\"}} {series.Count}");
        Line(text, $"{name}_sum{Braces(labels)} {series.Sum:R}");
        Line(text, $"{name}_count{Braces(labels)} {series.Count}");
    }

    private static void Line(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string Braces(string labels) => labels.Length == 0 ? "" : $"{{{labels}}}";

    private static string Escaped(string value) =>
        value
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);

    private static string SnakeCase(string name) =>
        string.Concat(name.Select((c, index) => char.IsUpper(c) ? (index == 0 ? "" : "_") + char.ToLowerInvariant(c) : c.ToString()));

    private sealed record Family(bool IsTime, SortedDictionary<string, Series> Series);

    private sealed class Series
    {
        public double Sum { get; private set; }

        public long Count { get; private set; }

        /// <summary>How many values are at most as large as each bound.</summary>
        public long[] Within { get; } = new long[_seconds.Length];

        public void Add(double value)
        {
            Sum += value;
            Count++;
            for (var bound = _seconds.Length - 1; bound >= 0 && value <= _seconds[bound]; bound--)
            {
                Within[bound]++;
            }
        }
    }
}

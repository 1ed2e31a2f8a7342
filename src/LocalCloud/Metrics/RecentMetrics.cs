using System.Text.Json;
using Chat.Telemetry;

namespace LocalCloud.Metrics;

/// <summary>The last quarter of an hour in steps of five seconds, for plots.</summary>
internal sealed class RecentMetrics(TimeProvider time)
{
    private const int Steps = 180;
    private const int StepSeconds = 5;

    private readonly Lock _lock = new();
    private readonly Queue<Step> _steps = new();

    public void Add(IEnumerable<MetricValue> values)
    {
        lock (_lock)
        {
            var step = Current();
            foreach (var value in values)
            {
                step.Add(value);
            }
        }
    }

    /// <summary>Columns of numbers, one for each step, the oldest first; null where nothing was measured.</summary>
    public void Write(Utf8JsonWriter json)
    {
        lock (_lock)
        {
            var now = Current().Begin;
            var known = _steps.ToDictionary(step => step.Begin);
            List<(long Begin, Step? Step)> steps =
            [
                .. Enumerable
                    .Range(1 - Steps, Steps)
                    .Select(index => now + (index * StepSeconds))
                    .Select(begin => (begin, known.GetValueOrDefault(begin))),
            ];
            json.WriteStartObject();
            json.WriteNumber("step_seconds"u8, StepSeconds);
            Column("time", step => step.Begin);
            Column("requests", step => step.Step?.Requests ?? 0);
            Column("errors", step => step.Step?.Errors ?? 0);
            Column("duration_p50_ms", step => step.Step?.Durations.Quantile(0.5));
            Column("duration_p95_ms", step => step.Step?.Durations.Quantile(0.95));
            Column("first_token_p50_ms", step => step.Step?.FirstTokens.Quantile(0.5));
            Column("tokens_in", step => step.Step?.TokensIn ?? 0);
            Column("tokens_out", step => step.Step?.TokensOut ?? 0);
            Column("cost_usd", step => step.Step?.CostUsd ?? 0);
            json.WriteEndObject();

            void Column(string name, Func<(long Begin, Step? Step), double?> value)
            {
                json.WriteStartArray(name);
                foreach (var step in steps)
                {
                    if (value(step) is { } number)
                    {
                        json.WriteNumberValue(number);
                    }
                    else
                    {
                        json.WriteNullValue();
                    }
                }

                json.WriteEndArray();
            }
        }
    }

    private Step Current()
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var begin = now - (now % StepSeconds);
        if (_steps.LastOrDefault()?.Begin != begin)
        {
            _steps.Enqueue(new(begin));
        }

        while (_steps.Peek().Begin <= begin - (Steps * StepSeconds))
        {
            _steps.Dequeue();
        }

        return _steps.Last();
    }

    private sealed class Step(long begin)
    {
        private static readonly Dictionary<string, Action<Step, double>> _uses = new()
        {
            [MetricNames.Requests.Name] = (step, value) => step.Requests += value,
            [MetricNames.Errors.Name] = (step, value) => step.Errors += value,
            [MetricNames.Duration.Name] = (step, value) => step.Durations.Add(value),
            [MetricNames.TimeToFirstToken.Name] = (step, value) => step.FirstTokens.Add(value),
            [MetricNames.TokensIn.Name] = (step, value) => step.TokensIn += value,
            [MetricNames.TokensOut.Name] = (step, value) => step.TokensOut += value,
            [MetricNames.SpendUsd.Name] = (step, value) => step.CostUsd += value,
        };

        /// <summary>In seconds since 1970.</summary>
        public long Begin => begin;

        public double Requests { get; private set; }

        public double Errors { get; private set; }

        public double TokensIn { get; private set; }

        public double TokensOut { get; private set; }

        public double CostUsd { get; private set; }

        public LatencyCounts Durations { get; } = new();

        public LatencyCounts FirstTokens { get; } = new();

        public void Add(MetricValue metric) => _uses.GetValueOrDefault(metric.Name)?.Invoke(this, metric.Value);
    }
}
